using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Imports.Csv;

namespace AdaptiveOutbound.Jobs.Exports;

/// <summary>The text of one part of an export and of its errors file.</summary>
internal sealed class ExportPartText : IAsyncDisposable
{
    private readonly ExportColumns _columns;
    private readonly MemoryStream _rows = new(1 << 20);
    private readonly MemoryStream _errors = new();
    private readonly CsvTableWriter _rowWriter;
    private readonly CsvTableWriter _errorWriter;

    public ExportPartText(ExportColumns columns, FileFormat format)
    {
        _columns = columns;
        _rowWriter = new(_rows, format.Raw, format.Delimiter);
        _errorWriter = new(_errors, format.Raw, format.Delimiter);
    }

    /// <summary>Rows of the errors file.</summary>
    public int Errors { get; private set; }

    public async Task AddAsync(CsvRecord record, ExportAnswer answer, CancellationToken cancellationToken)
    {
        await _rowWriter.WriteAsync(_columns.Row(record.Cells, answer), cancellationToken);
        if (answer.Status != ExportAnswer.Failed)
            return;
        await _errorWriter.WriteAsync(ExportColumns.ErrorRow(record.Cells, record.Line, answer), cancellationToken);
        Errors++;
    }

    /// <summary>Both texts, complete.</summary>
    public async Task<(ReadOnlyMemory<byte> Rows, ReadOnlyMemory<byte> Errors)> EndAsync(CancellationToken cancellationToken)
    {
        await _rowWriter.FlushAsync(cancellationToken);
        await _errorWriter.FlushAsync(cancellationToken);
        return (Text(_rows), Text(_errors));
    }

    public async ValueTask DisposeAsync()
    {
        await _rowWriter.DisposeAsync();
        await _errorWriter.DisposeAsync();
    }

    private static ReadOnlyMemory<byte> Text(MemoryStream stream) => stream.GetBuffer().AsMemory(0, (int)stream.Length);
}
