using System.Text;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>Names of people and companies as they are stored: composed, trimmed, spaces collapsed.</summary>
internal static class PersonName
{
    /// <summary>The name; empty when the text holds only spaces. Line breaks, no-break and zero-width spaces count as spaces.</summary>
    public static string Normalize(string text)
    {
        var name = Composition.Compose(text);
        return IsClean(name) ? name : Collapse(name);
    }

    /// <summary>
    /// Splits a full name: "Last, First"; else the last name starts at the first lower-case word behind the first one
    /// (Ludwig van Beethoven), else it is the last word. A single word is a first name.
    /// </summary>
    public static (string First, string Last) Split(string fullName)
    {
        var name = Normalize(fullName);
        var comma = name.IndexOf(',', StringComparison.Ordinal);
        if (comma > 0 && comma == name.LastIndexOf(','))
            return (name[(comma + 1)..].Trim(), name[..comma].Trim());
        var words = name.Split(' ');
        if (words.Length == 1)
            return (name, "");
        var last = Array.FindIndex(words, 1, word => char.IsLower(word[0]));
        if (last < 0)
            last = words.Length - 1;
        return (string.Join(' ', words[..last]), string.Join(' ', words[last..]));
    }

    internal static bool IsSpace(char character) => char.IsWhiteSpace(character) || character is '\u200B' or '\uFEFF';

    private static bool IsClean(string name)
    {
        var previous = ' ';
        foreach (var character in name)
        {
            if (IsSpace(character) && (character != ' ' || previous == ' '))
                return false;
            previous = character;
        }

        return name.Length == 0 || previous != ' ';
    }

    private static string Collapse(string name)
    {
        var collapsed = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            if (!IsSpace(character))
                collapsed.Append(character);
            else if (collapsed.Length > 0 && collapsed[^1] != ' ')
                collapsed.Append(' ');
        }

        return collapsed.ToString().TrimEnd(' ');
    }
}
