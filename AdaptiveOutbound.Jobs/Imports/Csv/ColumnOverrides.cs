using System.Diagnostics.CodeAnalysis;
using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>What a person says about columns: <c>Column=field</c>.</summary>
internal static class ColumnOverrides
{
    /// <summary>Column position to field; an empty field leaves the column out.</summary>
    /// <param name="names">The header's distinct names.</param>
    /// <param name="overrides">A column's name may hold <c>=</c>: the last one separates.</param>
    /// <param name="byColumn">The result.</param>
    /// <param name="problem"><c>map_invalid</c>, <c>map_unknown_column</c>, <c>map_clash</c>.</param>
    public static bool TryParse(
        string[] names, IEnumerable<string> overrides,
        out IReadOnlyDictionary<int, string> byColumn, [NotNullWhen(false)] out CsvProblem? problem)
    {
        var parsed = new Dictionary<int, string>();
        byColumn = parsed;
        problem = null;
        foreach (var text in overrides)
        {
            var equals = text.LastIndexOf('=');
            var column = equals <= 0 ? -1 : Find(names, text[..equals].Trim());
            if (equals <= 0)
                problem = new(CsvProblemCodes.MapInvalid, $"\"{text}\" does not say Column=field. Write for example \"Website=domain\", or \"Website=\" to leave a column out.");
            else if (column < 0)
                problem = new(CsvProblemCodes.MapUnknownColumn, $"The file has no column \"{text[..equals].Trim()}\". It has: {List(names)}.", 1, text[..equals].Trim());
            else if (!parsed.TryAdd(column, text[(equals + 1)..].Trim().ToLowerInvariant()))
                problem = new(CsvProblemCodes.MapClash, $"The column \"{names[column]}\" is mapped twice. Map it once.", 1, names[column]);
            if (problem is not null)
                return false;
        }

        return true;
    }

    /// <summary>Checks the fields, once the kind is known.</summary>
    public static bool Check(
        string[] names, RecordKind kind, IReadOnlyDictionary<int, string> byColumn, [NotNullWhen(false)] out CsvProblem? problem)
    {
        IEnumerable<string> known = kind == RecordKind.Account ? RecordFields.Account : [.. RecordFields.Contact, ColumnMap.FullName];
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        problem = null;
        foreach (var (column, field) in byColumn)
        {
            if (field.Length == 0)
                continue;
            if (!known.Contains(field))
                problem = new(CsvProblemCodes.MapUnknownField, $"There is no field \"{field}\" of {Plural(kind)}. There are: {string.Join(", ", known)}.", 1, names[column]);
            else if (!first.TryAdd(field, column))
                problem = new(CsvProblemCodes.MapClash, $"The columns \"{names[first[field]]}\" and \"{names[column]}\" are both mapped to {field}. Map one of them.", 1, names[column]);
            if (problem is not null)
                return false;
        }

        return true;
    }

    /// <summary>The header's names for a message; a long header is cut.</summary>
    internal static string List(string[] names) =>
        string.Join(", ", names.Take(50)) + (names.Length > 50 ? $" and {names.Length - 50} more" : "");

    private static int Find(string[] names, string column)
    {
        var exact = Array.IndexOf(names, column);
        return exact >= 0 ? exact : Array.FindIndex(names, name => name.Equals(column, StringComparison.OrdinalIgnoreCase));
    }

    private static string Plural(RecordKind kind) => kind == RecordKind.Account ? "accounts" : "contacts";
}
