using System.Buffers;
using System.IO.Compression;

namespace AdaptiveOutbound.Data.Files;

/// <summary>A part's text as it is stored: Brotli at its fastest level, which takes CSV to about a third.</summary>
internal static class FileContent
{
    private const int Quality = 1;
    private const int Window = 20;

    public static byte[] Compress(ReadOnlySpan<byte> text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(text.Length));
        try
        {
            if (!BrotliEncoder.TryCompress(text, buffer, out var length, Quality, Window))
                throw new InvalidOperationException("A part could not be compressed.");
            return buffer[..length];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static ReadOnlyMemory<byte> Decompress(byte[] content)
    {
        using var source = new BrotliStream(new MemoryStream(content), CompressionMode.Decompress);
        var text = new MemoryStream(Math.Max(4096, content.Length * 4));
        source.CopyTo(text);
        return text.GetBuffer().AsMemory(0, (int)text.Length);
    }
}
