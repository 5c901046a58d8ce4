using System.Text;

namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>How a header's names are told apart and compared.</summary>
internal static class HeaderNames
{
    /// <summary>One distinct name a column: a repeated one gets its place, as in <c>Email (2)</c>; a blank one is <c>Column 3</c>.</summary>
    public static string[] Distinct(IReadOnlyList<string> header)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var names = new string[header.Count];
        for (var i = 0; i < names.Length; i++)
        {
            var name = string.IsNullOrWhiteSpace(header[i]) ? $"Column {i + 1}" : header[i].Trim().Trim('\uFEFF');
            names[i] = name;
            for (var again = 2; !seen.Add(names[i]); again++)
                names[i] = $"{name} ({again})";
        }

        return names;
    }

    /// <summary>What is compared when guessing: letters and digits only, lower-case.</summary>
    public static string Key(string name)
    {
        var key = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            if (char.IsLetterOrDigit(character))
                key.Append(char.ToLowerInvariant(character));
        }

        return key.ToString();
    }
}
