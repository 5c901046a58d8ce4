namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>Finds the quote that a text leaves open. Run once, at the end of a file or at a record that grew too long.</summary>
internal static class OpenQuote
{
    /// <summary>The physical line of the quote that is open at the end of <paramref name="records"/>; null when none is.</summary>
    /// <param name="records">UTF-8 from the start of a record on.</param>
    /// <param name="delimiter">The file's delimiter.</param>
    /// <param name="firstLine">The physical line on which the first record starts.</param>
    public static int? Line(ReadOnlySpan<byte> records, char delimiter, int firstLine)
    {
        // The parser's rules: only a field's first character opens a quote, a doubled quote stays inside, and after
        // text behind a closing quote further quotes mean nothing.
        var (inQuotes, quoted, spoilt, atStart) = (false, false, false, true);
        var (line, openLine, previous) = (firstLine, firstLine, (byte)0);
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
            atStart = !inQuotes && (breaks || character == delimiter);
            previous = character;
        }

        return inQuotes ? openLine : null;
    }
}
