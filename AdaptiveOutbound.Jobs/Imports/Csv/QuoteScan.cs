namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>What a stretch of records ends in. Run once, at the end of a file or at a record that grew too long.</summary>
/// <param name="OpenedOn">Physical line of the quote that is open at the end; null when none is.</param>
/// <param name="RecordLine">Physical line on which the last record starts.</param>
internal readonly record struct QuoteScan(int? OpenedOn, int RecordLine)
{
    /// <summary>Scans <paramref name="records"/>, UTF-8 from the start of a record on, the first on <paramref name="firstLine"/>.</summary>
    public static QuoteScan Of(ReadOnlySpan<byte> records, char delimiter, int firstLine)
    {
        // The parser's rules: only a field's first character opens a quote, a doubled quote stays inside, and after
        // text behind a closing quote further quotes mean nothing.
        var (inQuotes, quoted, spoilt, atStart) = (false, false, false, true);
        var (line, openLine, recordLine, previous) = (firstLine, firstLine, firstLine, (byte)0);
        foreach (var character in records)
        {
            if (atStart)
                (quoted, spoilt) = (character == '"', false);
            if (quoted && character == '"')
            {
                if (!inQuotes && !atStart && previous != '"')
                    spoilt = true;
                else if (!spoilt)
                    inQuotes = !inQuotes;
                if (atStart)
                    openLine = line;
            }

            var breaks = character is (byte)'\r' or (byte)'\n';
            if (breaks && !(character == '\n' && previous == '\r'))
                line++;
            if (breaks && !inQuotes)
                recordLine = line;
            atStart = !inQuotes && (breaks || character == delimiter);
            previous = character;
        }

        return new(inQuotes ? openLine : null, recordLine);
    }
}
