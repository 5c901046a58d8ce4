using CsvHelper;

namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>What a header must be for a file to be read at all.</summary>
internal static class HeaderCheck
{
    /// <summary>The cells of the header on which <paramref name="parser"/> stands.</summary>
    /// <exception cref="CsvProblemException"><c>header_invalid</c>, <c>too_many_columns</c>.</exception>
    public static IReadOnlyList<string> Cells(CsvReader parser, CsvLimits limits)
    {
        // Counted before any cell is made: a line of millions of commas must cost nothing.
        if (parser.FieldCount > limits.Columns)
            throw Problem(CsvProblemCodes.TooManyColumns, parser, $"The header has {parser.FieldCount:N0} columns; {limits.Columns} are the most. Remove the columns you do not need.");
        var cells = new string[parser.FieldCount];
        for (var i = 0; i < cells.Length; i++)
        {
            if (parser.GetSpan(i).Length > limits.NameBytes)
                throw Problem(CsvProblemCodes.HeaderInvalid, parser, $"The name of column {i + 1} is longer than {limits.NameBytes:N0} bytes. Check that the first line holds the column names.");
            cells[i] = parser.GetString(i);
        }

        if (cells.All(string.IsNullOrWhiteSpace))
            throw Problem(CsvProblemCodes.HeaderInvalid, parser, "The first line names no column. Put the column names into the first line.");
        return cells;
    }

    private static CsvProblemException Problem(string code, CsvReader parser, string message) =>
        new(new CsvProblem(code, message, (int)parser.LineNumber));
}
