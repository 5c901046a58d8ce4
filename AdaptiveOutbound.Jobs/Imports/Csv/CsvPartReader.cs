using CsvHelper;

namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>Reads the records of stored parts.</summary>
/// <param name="delimiter">The file's, from its intake.</param>
/// <param name="header">The file's, from its intake.</param>
/// <param name="limits">The same as at the intake.</param>
internal sealed class CsvPartReader(char delimiter, IReadOnlyList<string> header, CsvLimits limits)
{
    /// <summary>The part's records in order, one made at a time.</summary>
    /// <param name="text"><see cref="CsvPart.Text"/> as stored; must not change meanwhile.</param>
    /// <param name="firstLine"><see cref="CsvPart.FirstLine"/>.</param>
    /// <param name="firstRecord"><see cref="CsvPart.FirstRecord"/>.</param>
    public IEnumerable<CsvRecord> Read(ReadOnlyMemory<byte> text, int firstLine, int firstRecord)
    {
        var swallowing = false;
        var dialect = CsvDialect.Parsing(delimiter, onMalformed: malformed => swallowing = Swallows(malformed));
        using var parser = CsvReader.Create(text, dialect);
        for (var index = firstRecord; parser.Read(); index++)
        {
            var line = firstLine + (int)parser.LineNumber - 1;
            yield return new CsvRecord(line, index, Cells(parser), Problem(parser, line, swallowing));
            swallowing = false;
        }
    }

    private string[] Cells(CsvReader parser)
    {
        var cells = new string[header.Count];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = i < parser.FieldCount ? parser.GetString(i) : "";
        if (parser.FieldCount > cells.Length)
            cells[^1] = string.Join(delimiter, Enumerable.Range(cells.Length - 1, parser.FieldCount - cells.Length + 1).Select(i => parser.GetString(i)));
        return cells;
    }

    private CsvProblem? Problem(CsvReader parser, int line, bool swallowing)
    {
        if (swallowing)
            return new(CsvProblemCodes.UnclosedQuote, "A quote (\") opened in this record is closed lines later amid text, so records in between are lost in one cell. Close it, or double it if it belongs to the text.", line);
        if (parser.FieldCount > header.Count)
            return new(CsvProblemCodes.TooManyCells, $"The line has {parser.FieldCount:N0} cells and the header {header.Count:N0}. Quote cells that hold the delimiter ({Shown(delimiter)}).", line);
        if (parser.RawRecord.Length <= limits.FieldBytes)
            return null;
        for (var i = 0; i < parser.FieldCount; i++)
        {
            if (parser.GetSpan(i).Length > limits.FieldBytes)
                return new(CsvProblemCodes.FieldTooLong, $"The cell is longer than {limits.FieldBytes >> 10} KB. Shorten it.", line, header[i]);
        }

        return null;
    }

    /// <summary>A cell that is quoted over several lines and goes on behind its closing quote: most likely the quote was never closed.</summary>
    private static bool Swallows(CsvMalformedRecord malformed) =>
        malformed.Reason == CsvMalformedReason.TextAfterClosingQuote && malformed.RawRecord.AsSpan().ContainsAny('\r', '\n');

    private static string Shown(char delimiter) => delimiter == '\t' ? "tab" : delimiter.ToString();
}
