using System.Text;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>
/// Compares names across spellings: case, accents, umlauts (ü, ue, u), hyphens, legal forms. The table is our own because the
/// program runs without the system's culture data, where Unicode normalisation changes nothing.
/// </summary>
internal static class Names
{
    private static readonly string[] LegalForms =
    [
        "gmbh", "inc", "ltd", "llc", "ag", "kg", "co", "corp", "limited", "sa", "sas", "bv", "nv", "oy", "ab", "se", "plc", "the",
        "company", "corporation", "incorporated", "und", "and", "ug", "srl", "spa", "as",
    ];

    private static readonly string[] Letters =
    [
        "aàáâãäåāăąæ", "cçćĉċč", "dďđð", "eèéêëēĕėęě", "gĝğġģ", "hĥħ", "iìíîïĩīĭįı", "jĵ", "kķ", "lĺļľŀł", "nñńņňŉ",
        "oòóôõöøōŏőœ", "rŕŗř", "sśŝşšș", "tţťŧțþ", "uùúûüũūŭůűų", "wŵẁẃẅ", "yýÿŷ", "zźżž",
    ];

    /// <summary>Whether two persons' names are one: a common part of the last names, and first names of which one begins the other.</summary>
    public static bool OfPersonAgree(string first, string last, string otherFirst, string otherLast)
    {
        var (a, b) = (Fold(first).FirstOrDefault(""), Fold(otherFirst).FirstOrDefault(""));
        return Fold(last).Intersect(Fold(otherLast)).Any() && a.Length > 0 && b.Length > 0
            && (a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal));
    }

    /// <summary>Whether two companies' names are one but for spelling and legal form.</summary>
    public static bool OfCompanyAgree(string one, string other)
    {
        var (a, b) = (Core(one), Core(other));
        return a.Length > 0 && a == b;
    }

    private static string Core(string company) => string.Concat(Fold(company).Except(LegalForms));

    /// <summary>The words of a name in plain small letters.</summary>
    internal static List<string> Fold(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var c in name.ToLowerInvariant())
        {
            if (c is >= '\u0300' and <= '\u036F' or '\'' or '’' or '.') continue;
            if (c is 'ß') plain.Append("ss");
            else plain.Append(char.IsLetterOrDigit(c) ? Plain(c) : ' ');
        }

        plain.Replace("ae", "a").Replace("oe", "o").Replace("ue", "u");
        return [.. plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static char Plain(char c)
    {
        if (c < 128) return c;
        foreach (var group in Letters)
        {
            if (group.Contains(c, StringComparison.Ordinal)) return group[0];
        }

        return c;
    }
}
