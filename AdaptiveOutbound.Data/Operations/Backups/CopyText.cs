using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.RegularExpressions;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>
/// Reads the text that pg_restore makes of a dump: statements, and after each COPY the rows of a table up to a line of <c>\.</c>. Only the
/// rows are used; statements of a dump are never run.
/// </summary>
internal static partial class CopyText
{
    /// <summary>Reads to the end.</summary>
    /// <param name="begin">Given a table's name and its columns as SQL lists them, where its rows go (see <see cref="TextCopy.ToAsync"/>), or null to leave them out.</param>
    public static async Task ReadAsync(Stream text, Func<string, string, Task<Stream?>> begin, CancellationToken cancellationToken)
    {
        // A part of a file is a line of two megabytes: with small reads it would be looked through over and over.
        var reader = PipeReader.Create(text, new StreamPipeReaderOptions(bufferSize: 1 << 20));
        var table = new OpenTable();
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            while (TryLine(ref buffer, out var line)) await TakeAsync(line, table, begin);
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted) break;
        }

        if (table.IsOpen) throw new BackupException("The dump ends within a table: nothing was changed. Take another backup.");
    }

    private static async ValueTask TakeAsync(ReadOnlySequence<byte> line, OpenTable table, Func<string, string, Task<Stream?>> begin)
    {
        if (table.IsOpen && IsEnd(line))
        {
            if (table.Rows is { } rows) await rows.DisposeAsync();
            (table.Rows, table.IsOpen) = (null, false);
        }
        else if (table.IsOpen)
        {
            if (table.Rows is not null) Write(table.Rows, line);
        }
        else if (Header(line) is { } header)
        {
            (table.Rows, table.IsOpen) = (await begin(header.Table, header.Columns), true);
        }
    }

    // With its end of line.
    private static bool TryLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is not { } end) return false;
        var next = buffer.GetPosition(1, end);
        line = buffer.Slice(0, next);
        buffer = buffer.Slice(next);
        return true;
    }

    private static bool IsEnd(ReadOnlySequence<byte> line) => line.Length == 3 && line.ToArray() is [(byte)'\\', (byte)'.', (byte)'\n'];

    private sealed class OpenTable
    {
        public bool IsOpen { get; set; }

        /// <summary>Null of a table that is left out.</summary>
        public Stream? Rows { get; set; }
    }

    private static void Write(Stream rows, ReadOnlySequence<byte> line)
    {
        foreach (var segment in line) rows.Write(segment.Span);
    }

    private static (string Table, string Columns)? Header(ReadOnlySequence<byte> line) =>
        line.FirstSpan.StartsWith("COPY "u8) && Copy().Match(Encoding.UTF8.GetString(line)) is { Success: true } match
            ? (match.Groups[1].Value, match.Groups[2].Value)
            : null;

    [GeneratedRegex("""^COPY outbound\."?(\w+)"? \(([\w", ]+)\) FROM stdin;\s*$""")]
    private static partial Regex Copy();
}
