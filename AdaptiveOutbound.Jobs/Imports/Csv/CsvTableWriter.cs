using CsvHelper;

namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>Writes records as RFC 4180 in UTF-8 (CRLF), by default guarded against spreadsheets that run what a cell says.</summary>
/// <param name="output">Written from its position; not disposed.</param>
/// <param name="raw">True writes cells as they are; default false.</param>
/// <param name="delimiter">Default comma.</param>
internal sealed class CsvTableWriter(Stream output, bool raw = false, char delimiter = ',') : IAsyncDisposable
{
    private readonly CsvWriter writer = CsvWriter.Create(
        output,
        new CsvWriterOptions { Separator = delimiter, NewLine = "\r\n", Quoting = CsvQuoting.WhenNeededOrWhitespace },
        leaveOpen: true);

    /// <summary>Writes one record; all records of a table have the same number of cells.</summary>
    public ValueTask WriteAsync(IReadOnlyList<string> cells, CancellationToken cancellationToken)
    {
        for (var i = 0; i < cells.Count; i++)
            writer.WriteField(raw ? cells[i] : Guard(cells[i]));
        return writer.EndRecordAsync(cancellationToken);
    }

    /// <summary>Hands all that was written to the output.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => writer.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => writer.DisposeAsync();

    /// <summary>
    /// Puts an apostrophe before a cell that a spreadsheet would take for a formula: it starts with = + - @, their
    /// full-width forms, TAB or CR. Numbers with a sign are guarded too: -2+3+cmd|... starts like one. The parser's
    /// own guard knows no full-width forms.
    /// </summary>
    internal static string Guard(string cell) =>
        cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20'
            ? "'" + cell
            : cell;
}
