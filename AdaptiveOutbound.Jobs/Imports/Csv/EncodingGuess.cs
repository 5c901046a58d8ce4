namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>Tells from the first bytes how a file spells text, and refuses what is no text.</summary>
internal static class EncodingGuess
{
    /// <summary>
    /// The encoding and the length of the byte order mark. <see cref="CsvEncoding.Utf8"/> stands for all 8-bit text:
    /// only the whole file tells UTF-8 from Windows-1252, see <see cref="EightBitDecoder"/>.
    /// </summary>
    /// <exception cref="CsvProblemException"><c>not_csv</c>.</exception>
    public static (CsvEncoding Encoding, int MarkBytes) Of(ReadOnlySpan<byte> start)
    {
        if (KnownBinary(start) is { } what)
            throw NotCsv($"This is {what}, not a CSV file. Save the sheet as \"CSV UTF-8\" and upload that file.");
        if (start.StartsWith<byte>([0xEF, 0xBB, 0xBF]))
            return (CsvEncoding.Utf8, 3);
        if (start.StartsWith<byte>([0xFF, 0xFE]))
            return (CsvEncoding.Utf16LittleEndian, 2);
        if (start.StartsWith<byte>([0xFE, 0xFF]))
            return (CsvEncoding.Utf16BigEndian, 2);
        return (WithoutMark(start), 0);
    }

    /// <summary>Refuses decoded text that holds NUL: UTF-32, or a binary file that looked like text.</summary>
    public static void RefuseNul(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0'))
            throw NotCsv("The file holds NUL bytes, so it is not a CSV file. Save the list as \"CSV UTF-8\" and upload that file.");
    }

    private static CsvEncoding WithoutMark(ReadOnlySpan<byte> start)
    {
        Span<int> nulls = stackalloc int[2];
        for (var i = 0; i < start.Length; i++)
        {
            if (start[i] == 0)
                nulls[i & 1]++;
        }

        // Latin letters, digits, delimiters and line breaks have a NUL as their high byte, and no character of a list
        // has one as its low byte. Fewer than three in ten characters: stray NULs in something else.
        var enough = Math.Max(2, start.Length * 3 / 20);
        return (nulls[0], nulls[1]) switch
        {
            (0, var odd) when odd >= enough => CsvEncoding.Utf16LittleEndian,
            (var even, 0) when even >= enough => CsvEncoding.Utf16BigEndian,
            _ => CsvEncoding.Utf8,
        };
    }

    private static string? KnownBinary(ReadOnlySpan<byte> start) =>
        start.StartsWith("PK\x03\x04"u8) ? "an Excel workbook or a zip archive"
        : start.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0]) ? "an old Excel workbook"
        : start.StartsWith<byte>([0x1F, 0x8B]) ? "a gzip archive"
        : start.StartsWith("%PDF-"u8) ? "a PDF document"
        : null;

    private static CsvProblemException NotCsv(string message) => new(new CsvProblem(CsvProblemCodes.NotCsv, message));
}
