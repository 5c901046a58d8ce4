using System.Diagnostics.CodeAnalysis;
using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>A column that feeds a field.</summary>
/// <param name="Index">0-based position in the header.</param>
/// <param name="Column">Its name, made distinct.</param>
/// <param name="Field">One of <see cref="RecordFields"/>, or <see cref="ColumnMap.FullName"/>.</param>
internal sealed record MappedColumn(int Index, string Column, string Field);

/// <summary>Which column of a file feeds which field. By position, so header names may repeat.</summary>
/// <param name="Kind">What the file lists.</param>
/// <param name="Columns">In the file's order; no field stands twice.</param>
internal sealed record ColumnMap(RecordKind Kind, IReadOnlyList<MappedColumn> Columns)
{
    /// <summary>Stands for a column with first and last name in one; no field by itself.</summary>
    public const string FullName = "full_name";

    /// <summary>Maps by the header's names, then by <paramref name="overrides"/>, which win.</summary>
    /// <param name="header">The file's header cells.</param>
    /// <param name="kind">Null guesses: contacts when a column can only be a person's, else accounts.</param>
    /// <param name="overrides"><c>Column=field</c>; <c>Column=</c> leaves a column out.</param>
    /// <param name="map">The map.</param>
    /// <param name="problem"><c>map_*</c> or <c>no_enrichable_column</c>.</param>
    public static bool TryCreate(
        IReadOnlyList<string> header, RecordKind? kind, IEnumerable<string> overrides,
        [NotNullWhen(true)] out ColumnMap? map, [NotNullWhen(false)] out CsvProblem? problem)
    {
        map = null;
        var names = HeaderNames.Distinct(header);
        if (!ColumnOverrides.TryParse(names, overrides, out var explicitly, out problem))
            return false;
        var what = kind ?? GuessKind(names, explicitly);
        if (!ColumnOverrides.Check(names, what, explicitly, out problem))
            return false;
        var fields = ColumnGuess.Fields(names, what, explicitly);
        var columns = fields.Select((field, i) => field is null ? null : new MappedColumn(i, names[i], field)).OfType<MappedColumn>().ToArray();
        problem = CanIdentify(what, columns) ? null : NothingToAsk(what, names);
        map = problem is null ? new(what, columns) : null;
        return problem is null;
    }

    /// <summary>The field that each column's name alone means, null for none; also of a header that cannot be mapped.</summary>
    public static (RecordKind Kind, string?[] Fields) Guess(IReadOnlyList<string> header, RecordKind? kind)
    {
        var names = HeaderNames.Distinct(header);
        var none = new Dictionary<int, string>();
        var what = kind ?? GuessKind(names, none);
        return (what, ColumnGuess.Fields(names, what, none));
    }

    private static RecordKind GuessKind(string[] names, IReadOnlyDictionary<int, string> explicitly)
    {
        var person = names.Where((name, i) => explicitly.TryGetValue(i, out var field)
            ? ColumnSynonyms.IsPerson(HeaderNames.Key(field))
            : ColumnSynonyms.IsPerson(HeaderNames.Key(name))).Any();
        return person ? RecordKind.Contact : RecordKind.Account;
    }

    private static bool CanIdentify(RecordKind kind, MappedColumn[] columns)
    {
        var fields = columns.Select(column => column.Field).ToHashSet(StringComparer.Ordinal);
        if (fields.Contains("linkedin_url"))
            return true;
        if (kind == RecordKind.Account)
            return fields.Contains("domain");
        var named = fields.Contains(FullName) || (fields.Contains("first_name") && fields.Contains("last_name"));
        return fields.Contains("email") || (named && fields.Contains("domain"));
    }

    private static CsvProblem NothingToAsk(RecordKind kind, string[] names)
    {
        var (wanted, example) = kind == RecordKind.Account
            ? ("a company's domain (website) or LinkedIn page", "domain")
            : ("a person's e-mail, LinkedIn page, or name with the company's domain (website)", "email");
        return new(
            CsvProblemCodes.NoEnrichableColumn,
            $"No column was recognised that holds {wanted}. The file has: {ColumnOverrides.List(names)}. " +
            $"Say which one it is with --map \"{names[0]}={example}\" (in the API: map={names[0]}={example}).",
            1);
    }
}
