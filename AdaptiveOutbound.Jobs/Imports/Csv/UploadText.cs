using System.Security.Cryptography;

namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>An upload as blocks of characters; counts and hashes the original bytes on the way.</summary>
internal sealed class UploadText(Stream upload, CsvLimits limits) : IDisposable
{
    private const int BlockBytes = 64 << 10;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] bytes = new byte[BlockBytes];
    private readonly char[] chars = new char[BlockBytes + 2];
    private IUploadDecoder? decoder;
    private int pending;
    private bool ended;
    private bool atLineStart = true;

    /// <summary>Bytes read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>The encoding; final when the last block was read.</summary>
    public CsvEncoding Encoding => decoder?.Encoding ?? CsvEncoding.Utf8;

    /// <summary>SHA-256 of the original bytes in lower-case hex; asked once, at the end.</summary>
    public string Sha256() => Convert.ToHexStringLower(hash.GetHashAndReset());

    /// <summary>The next block, valid until the next call; empty at the end.</summary>
    /// <exception cref="CsvProblemException"><c>file_too_large</c>, and <c>not_csv</c> at the first block.</exception>
    public async ValueTask<ReadOnlyMemory<char>> ReadAsync(CancellationToken cancellationToken)
    {
        while (!ended)
        {
            // Whole blocks: the first is the sample for the guesses, which must not depend on how the network cuts.
            var wanted = BlockBytes - pending;
            var read = await upload.ReadAtLeastAsync(bytes.AsMemory(pending), wanted, throwOnEndOfStream: false, cancellationToken);
            ended = read < wanted;
            Count(bytes.AsSpan(pending, read));
            var length = Decode(pending + read);
            if (length > 0)
                return chars.AsMemory(0, length);
        }

        return default;
    }

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();

    private void Count(ReadOnlySpan<byte> read)
    {
        hash.AppendData(read);
        Bytes += read.Length;
        if (Bytes > limits.FileBytes)
            throw IntakeProblems.FileTooLarge(limits);
    }

    private int Decode(int available)
    {
        var first = decoder is null;
        var block = bytes.AsSpan(0, available);
        decoder ??= Open(ref block);
        var (used, written) = decoder.Decode(block, chars, ended);
        pending = block.Length - used;
        block[used..].CopyTo(bytes);
        if (first)
            EncodingGuess.RefuseNul(chars.AsSpan(0, written));
        return DropMarks(chars.AsSpan(0, written));
    }

    private static IUploadDecoder Open(ref Span<byte> block)
    {
        var (encoding, mark) = EncodingGuess.Of(block);
        block = block[mark..];
        return encoding == CsvEncoding.Utf8 ? new EightBitDecoder(hasMark: mark > 0) : new Utf16Decoder(encoding);
    }

    /// <summary>
    /// Files that were joined have byte order marks amid the text. At a line's start a mark would hide the opening
    /// quote from the parser, and it belongs to no cell.
    /// </summary>
    private int DropMarks(Span<char> text)
    {
        if (!text.Contains('\uFEFF'))
        {
            if (text.Length > 0)
                atLineStart = text[^1] is '\r' or '\n';
            return text.Length;
        }

        var kept = 0;
        foreach (var character in text)
        {
            if (atLineStart && character == '\uFEFF')
                continue;
            atLineStart = character is '\r' or '\n';
            text[kept++] = character;
        }

        return kept;
    }
}
