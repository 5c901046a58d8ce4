using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>Guesses the field of each column from its name.</summary>
internal static class ColumnGuess
{
    /// <summary>The field of each column, null for none. What is said explicitly stands; of equal guesses the first column wins.</summary>
    public static string?[] Fields(string[] names, RecordKind kind, IReadOnlyDictionary<int, string> explicitly)
    {
        var fields = new string?[names.Length];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (column, field) in explicitly)
        {
            if (field.Length > 0 && taken.Add(field))
                fields[column] = field;
        }

        // A full name that was said explicitly feeds both parts, so they are not guessed beside it.
        if (taken.Contains(ColumnMap.FullName))
            taken.UnionWith(["first_name", "last_name"]);
        var keys = names.Select(HeaderNames.Key).ToArray();
        Take(key => ColumnSynonyms.Of(kind, key));
        Take(key => ColumnSynonyms.WeakOf(kind, key));
        // Our own export names it so; it is the page, and only when there is a better column for the domain.
        Take(key => kind == RecordKind.Account && key == "websiteurl" ? "website_url" : null);
        DropFullName(fields);
        return fields;

        void Take(Func<string, string?> guess)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                if (fields[i] is null && !explicitly.ContainsKey(i) && guess(keys[i]) is { } field && taken.Add(field))
                    fields[i] = field;
            }
        }
    }

    /// <summary>A full name is split only when neither of its parts has a column of its own.</summary>
    private static void DropFullName(string?[] fields)
    {
        var full = Array.IndexOf(fields, ColumnMap.FullName);
        if (full >= 0 && (fields.Contains("first_name") || fields.Contains("last_name")))
            fields[full] = null;
    }
}
