namespace AdaptiveOutbound.Web.Access.Passwords;

/// <summary>
/// Passwords that everybody tries: the lines of <c>common-passwords.txt</c>. Those of 12 characters and more are refused as they stand,
/// whatever stands between their letters and digits; of the shorter ones, what is made of two at most with digits and signs around.
/// </summary>
internal static class CommonPasswords
{
    private const int Whole = 12, MostWords = 2, MostSigns = 10;
    private static readonly Lazy<(HashSet<string> Long, string[] Words)> Lists = new(Read);

    /// <summary>Whether it is one of them.</summary>
    public static bool Has(string password)
    {
        var lower = password.ToLowerInvariant();
        if (Lists.Value.Long.Contains(string.Concat(lower.Where(char.IsLetterOrDigit)))) return true;
        var letters = string.Concat(lower.Where(char.IsLetter));
        var core = lower.AsSpan().TrimStart(Signs).TrimEnd(Signs).ToString();
        var read = string.Concat(core.Select(Read).Where(char.IsLetter));
        return (letters.Length > 0 && lower.Length - letters.Length <= MostSigns && IsMadeOf(letters, MostWords))
            || (read.Length > 0 && lower.Length - core.Length <= MostSigns && IsMadeOf(read, MostWords));
    }

    private const string Signs = "0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private static bool IsMadeOf(ReadOnlySpan<char> text, int words)
    {
        if (text.IsEmpty) return true;
        if (words == 0) return false;
        foreach (var word in Lists.Value.Words)
            if (text.StartsWith(word, StringComparison.Ordinal) && IsMadeOf(text[word.Length..], words - 1)) return true;
        return false;
    }

    // What people write for letters.
    private static char Read(char sign) => sign switch { '@' or '4' => 'a', '0' => 'o', '1' or '!' => 'i', '3' => 'e', '5' or '$' => 's', '7' => 't', _ => sign };

    private static (HashSet<string>, string[]) Read()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return ([.. lines.Where(line => line.Length >= Whole).Select(line => string.Concat(line.Where(char.IsLetterOrDigit)))], [.. lines.Where(line => line.Length < Whole)]);
    }
}
