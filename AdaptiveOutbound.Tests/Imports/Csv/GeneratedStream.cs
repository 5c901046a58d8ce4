using AdaptiveOutbound.Jobs.Imports.Csv;

namespace AdaptiveOutbound.Tests.Imports.Csv;

/// <summary>A start, then one block again and again: a huge upload that nobody holds in memory.</summary>
internal sealed class GeneratedStream(byte[] start, byte[] block, long length) : ForwardStream
{
    private long position;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var source = position < start.Length ? start.AsMemory((int)position) : block.AsMemory((int)((position - start.Length) % block.Length));
        var count = (int)Math.Min(Math.Min(buffer.Length, source.Length), length - position);
        source[..count].CopyTo(buffer);
        position += count;
        return ValueTask.FromResult(count);
    }
}
