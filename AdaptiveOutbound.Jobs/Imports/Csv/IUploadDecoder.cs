namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>Turns an upload's bytes into characters block by block.</summary>
internal interface IUploadDecoder
{
    /// <summary>The encoding as known so far; final after the last block.</summary>
    CsvEncoding Encoding { get; }

    /// <summary>Decodes a block. Bytes not used (a character cut in two) are handed in again at the next block's start.</summary>
    /// <param name="bytes">The block, the mark at the file's start removed.</param>
    /// <param name="chars">Room for at least as many characters as there are bytes, plus one.</param>
    /// <param name="last">Nothing follows; a character cut in two is then damage.</param>
    (int BytesUsed, int CharsWritten) Decode(ReadOnlySpan<byte> bytes, Span<char> chars, bool last);
}
