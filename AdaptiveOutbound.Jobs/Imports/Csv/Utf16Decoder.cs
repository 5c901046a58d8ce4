using System.Text;

namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>Decodes UTF-16; half a surrogate pair becomes U+FFFD.</summary>
internal sealed class Utf16Decoder(CsvEncoding encoding) : IUploadDecoder
{
    private readonly Decoder decoder =
        (encoding == CsvEncoding.Utf16LittleEndian ? System.Text.Encoding.Unicode : System.Text.Encoding.BigEndianUnicode).GetDecoder();

    /// <inheritdoc/>
    public CsvEncoding Encoding => encoding;

    /// <inheritdoc/>
    public (int BytesUsed, int CharsWritten) Decode(ReadOnlySpan<byte> bytes, Span<char> chars, bool last) =>
        (bytes.Length, decoder.GetChars(bytes, chars, flush: last));
}
