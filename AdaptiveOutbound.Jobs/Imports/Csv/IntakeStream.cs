using System.Text;

namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>
/// An upload as UTF-8 without marks, for the parser. Keeps the bytes since the part's start, so that a part can be cut
/// where the parser says a record starts.
/// </summary>
internal sealed class IntakeStream(UploadText upload, CsvLimits limits) : ForwardStream
{
    private byte[] kept = new byte[256 << 10];
    private int head;
    private int served;
    private int end;
    private long headOffset;

    /// <summary>Where the record starts that the parser returned last.</summary>
    public long RecordOffset { get; set; }

    /// <summary>Reads the first block. False when the file has no character.</summary>
    public ValueTask<bool> OpenAsync(CancellationToken cancellationToken) => FillAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        CheckCells();
        // Fills the parser's buffer: on a long record the parser moves what it has at each read, so many small reads
        // would cost time square to the record.
        var filled = 0;
        while (filled < buffer.Length && (served < end || await FillAsync(cancellationToken)))
        {
            var length = Math.Min(buffer.Length - filled, end - served);
            kept.AsMemory(served, length).CopyTo(buffer[filled..]);
            served += length;
            filled += length;
        }

        return filled;
    }

    /// <summary>The kept bytes from <paramref name="from"/> up to <paramref name="to"/>, offsets as the parser counts them.</summary>
    public ReadOnlyMemory<byte> Slice(long from, long to) => kept.AsMemory(head + (int)(from - headOffset), (int)(to - from));

    /// <summary>The kept bytes from <paramref name="from"/> up to the last one the parser was given.</summary>
    public ReadOnlySpan<byte> SliceFrom(long from) => kept.AsSpan(head, served - head)[(int)(from - headOffset)..];

    /// <summary>Lets go of what stands before <paramref name="offset"/>.</summary>
    public void Drop(long offset)
    {
        head += (int)(offset - headOffset);
        headOffset = offset;
    }

    /// <summary>Bytes of UTF-8 handed to the parser so far.</summary>
    public long Served => headOffset + served - head;

    private void CheckCells()
    {
        // The parser asks for more when it holds no whole record: what it was given is one unfinished record. It is
        // counted each time the parser's buffer has doubled, so not often; the delimiter may not be known yet.
        var record = SliceFrom(RecordOffset);
        if (record.Length <= limits.RecordCells)
            return;
        var delimiters = record.Count((byte)',') + record.Count((byte)';') + record.Count((byte)'\t') + record.Count((byte)'|');
        if (delimiters > limits.RecordCells)
            throw new InvalidDataException("A record has too many cells.");
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        var block = await upload.ReadAsync(cancellationToken);
        if (block.IsEmpty)
            return false;
        MakeRoom(Encoding.UTF8.GetMaxByteCount(block.Length));
        end += Encoding.UTF8.GetBytes(block.Span, kept.AsSpan(end));
        return true;
    }

    private void MakeRoom(int length)
    {
        if (end + length <= kept.Length)
            return;
        var target = end - head + length <= kept.Length ? kept : new byte[(end - head + length) * 2];
        kept.AsSpan(head, end - head).CopyTo(target);
        (kept, served, end, head) = (target, served - head, end - head, 0);
    }
}
