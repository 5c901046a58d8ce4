namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>The problems that end an intake, in the words a person reads.</summary>
internal static class IntakeProblems
{
    public static CsvProblemException Empty() => Problem(
        CsvProblemCodes.FileEmpty, "The file is empty. Upload a file with a header line and at least one record.");

    public static CsvProblemException HeaderOnly() => Problem(
        CsvProblemCodes.HeaderOnly, "The file has a header line and no record below it. Add at least one record.");

    public static CsvProblemException TooManyLines(CsvLimits limits, int line) => Problem(
        CsvProblemCodes.TooManyLines,
        $"The file has more than {limits.Records:N0} records. Split it into several files and upload them one by one.",
        line);

    public static CsvProblemException FileTooLarge(CsvLimits limits) => Problem(
        CsvProblemCodes.FileTooLarge,
        $"The file is larger than {limits.FileBytes >> 20} MB. Split it into several files and upload them one by one.");

    public static CsvProblemException LineTooLong(CsvLimits limits, int line) => Problem(
        CsvProblemCodes.LineTooLong,
        $"The record that starts on this line is longer than {limits.RecordBytes >> 20} MB or has more than {limits.RecordCells:N0} cells. " +
        "Check that the file has line breaks and is the list you meant, then upload it again.",
        line);

    public static CsvProblemException Unclosed(int line) => Problem(
        CsvProblemCodes.UnclosedQuote,
        "A quote (\") is opened on this line and never closed, so the rest of the file would be one cell. " +
        "Close the quote, or double it if it belongs to the text, then upload the file again.",
        line);

    private static CsvProblemException Problem(string code, string message, int? line = null) => new(new CsvProblem(code, message, line));
}
