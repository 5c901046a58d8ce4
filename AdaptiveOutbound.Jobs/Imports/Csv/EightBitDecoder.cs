using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>
/// Decodes UTF-8 and falls back to Windows-1252 in one pass. The first invalid byte decides: when all before it was
/// ASCII the file is Windows-1252 (ASCII is the same in both, so nothing was decoded wrongly); when proper UTF-8 came
/// before, the file is UTF-8 with damage, and only the invalid byte is read as Windows-1252.
/// </summary>
internal sealed class EightBitDecoder(bool hasMark) : IUploadDecoder
{
    // Taken from the provider directly: registering it would be process-wide state.
    private readonly Encoding windows1252 =
        CodePagesEncodingProvider.Instance.GetEncoding(1252) ?? throw new InvalidOperationException("Windows-1252 is missing.");

    private bool asciiSoFar = !hasMark;

    /// <inheritdoc/>
    public CsvEncoding Encoding { get; private set; } = CsvEncoding.Utf8;

    /// <inheritdoc/>
    public (int BytesUsed, int CharsWritten) Decode(ReadOnlySpan<byte> bytes, Span<char> chars, bool last)
    {
        var (used, written) = (0, 0);
        while (used < bytes.Length)
        {
            if (Encoding == CsvEncoding.Windows1252)
                return (bytes.Length, written + windows1252.GetChars(bytes[used..], chars[written..]));

            var status = Utf8.ToUtf16(bytes[used..], chars[written..], out var read, out var wrote, replaceInvalidSequences: false, isFinalBlock: last);
            asciiSoFar = asciiSoFar && Ascii.IsValid(bytes.Slice(used, read));
            (used, written) = (used + read, written + wrote);
            if (status != OperationStatus.InvalidData)
                break;
            if (asciiSoFar)
                Encoding = CsvEncoding.Windows1252;
            else
                written += windows1252.GetChars(bytes.Slice(used++, 1), chars[written..]);
        }

        return (used, written);
    }
}
