using AdaptiveOutbound.Data.Imports;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Web.Pages.Parts;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>One kind of problem of a file's lines.</summary>
/// <param name="Lines">Where it stands, the first first.</param>
/// <param name="Message">Of the first line.</param>
internal sealed record LineProblem(string Title, IReadOnlyList<long> Lines, string Message)
{
    private const int Named = 5;

    /// <summary>"Lines 6, 48 and 133", "Lines 6, 48, 133, 150, 161 and 18 more".</summary>
    public string Where => Lines.Count switch
    {
        1 => $"Line {Times.Number(Lines[0])}",
        <= Named => $"Lines {string.Join(", ", Lines.SkipLast(1).Select(Times.Number))} and {Times.Number(Lines[^1])}",
        _ => $"Lines {string.Join(", ", Lines.Take(Named).Select(Times.Number))} and {Times.Number(Lines.Count - Named)} more",
    };
}

/// <summary>How the pages of an import speak.</summary>
internal static class ImportWords
{
    /// <summary>Refused lines by what is wrong with them, the most frequent first.</summary>
    public static IReadOnlyList<LineProblem> ByProblem(IEnumerable<RejectedInput> rejected) =>
        [.. rejected.GroupBy(line => (line.Code, line.Field)).Select(group => new LineProblem(Title(group.Key.Code, group.Key.Field), [.. group.Select(line => (long)line.Line)], group.First().Message)).OrderByDescending(problem => problem.Lines.Count)];

    public static (string Badge, string Word) Outcome(LineOutcome outcome) => outcome switch
    {
        LineOutcome.Create => ("created", "Create"),
        LineOutcome.Update => ("updated", "Update"),
        LineOutcome.Skip => ("skipped", "Skip"),
        _ => ("invalid", "Invalid"),
    };

    /// <summary>Why a file's columns cannot be used, and what to do on this page.</summary>
    public static string Problem(CsvProblem problem, RecordKind kind) => problem.Code switch
    {
        CsvProblemCodes.NoEnrichableColumn when kind == RecordKind.Account => "No column gives a domain or a LinkedIn page, and an account needs one of the two. Choose it below, or choose Contacts if the file lists people.",
        CsvProblemCodes.NoEnrichableColumn => "No column says who a person is: a contact needs an e-mail, a LinkedIn page, or first and last name with the company's domain. Choose them below, or choose Accounts if the file lists companies.",
        _ => problem.Message,
    };

    public static string Size(long bytes) => bytes < 1 << 20 ? $"{Math.Max(1, bytes >> 10)} KB" : $"{Math.Round(bytes / (double)(1 << 20), 1).ToString(System.Globalization.CultureInfo.InvariantCulture)} MB";

    public static string Format(UploadFacts file) =>
        $"{Size(file.Size)} · {Times.Number(file.Records)} {(file.Records == 1 ? "line" : "lines")} · {file.Delimiter switch { ',' => "comma", ';' => "semicolon", '\t' => "tab", '|' => "bar", var other => other.ToString() }}, {Encoding(file.Encoding)}";

    public static string Encoding(CsvEncoding encoding) => encoding switch
    {
        CsvEncoding.Utf8 => "UTF-8",
        CsvEncoding.Windows1252 => "Windows-1252",
        _ => "UTF-16",
    };

    private static string Title(string code, string? field) => code switch
    {
        "domain_invalid" => "Not a domain",
        "email_invalid" => "Not an e-mail address",
        "linkedin_url_invalid" => "Not a LinkedIn page",
        "no_identity" => "Nothing says who it is",
        "ambiguous_record" => "Means several records",
        "field_too_long" => "A cell is too long",
        "too_many_cells" => "More cells than columns",
        "unclosed_quote" => "A quote is not closed",
        _ => field is null ? "Cannot be used" : $"{FieldWords.Of(field)} cannot be used",
    };
}
