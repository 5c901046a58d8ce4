using System.Globalization;
using System.Text.Json.Serialization;
using AdaptiveOutbound.Data.Workspaces;

namespace AdaptiveOutbound.Data.Records;

/// <summary>Which records are meant; without conditions, all of the workspace.</summary>
/// <param name="Search">Beginning of the name, domain, e-mail or last name, whatever its case; null for any.</param>
/// <param name="Status">One of <see cref="RecordStatus"/>; null for any.</param>
/// <param name="OlderThanDays">Those about which a provider last answered more than so many days ago, 1 to <see cref="MostDays"/>; null for any.</param>
/// <param name="Stale">Those whose answer is older than the workspace's freshness says, or that have none.</param>
public sealed record RecordFilter(string? Search = null, string? Status = null, int? OlderThanDays = null, bool Stale = false)
{
    public const int MostDays = 3_650;

    /// <summary>Whether a real provider is to be asked: then the sandbox's answers are none.</summary>
    [JsonIgnore] public bool Real { get; init; }
}

/// <summary>Whether a provider's answer was written into a record.</summary>
public static class RecordStatus
{
    public const string Enriched = "enriched";

    /// <summary>Nothing was written: nobody was asked yet, or nobody was found.</summary>
    public const string NotEnriched = "not_enriched";

    /// <summary>Those of <see cref="NotEnriched"/> about which a provider was asked and found nobody.</summary>
    public const string NoMatch = "no_match";

    public static IReadOnlyList<string> All { get; } = [Enriched, NotEnriched, NoMatch];
}

/// <summary>The order of a list of records. Each has an index, and pages that stay the same while records are added.</summary>
public enum RecordSort
{
    /// <summary>Last made first.</summary>
    Newest,
    Oldest,

    /// <summary>By name; a record without one by its domain or e-mail.</summary>
    Name,

    /// <summary>Accounts by domain, contacts by e-mail; those without come last.</summary>
    Identity,
}

/// <summary>Where a page of a list begins: after this record.</summary>
/// <param name="Key">Its sort key; null when it has none, or the order is by id.</param>
internal sealed record RecordCursor(Guid Id, string? Key);

/// <summary>The conditions of a filter as SQL; $1 is the workspace and $2 the search.</summary>
internal static class RecordFilterSql
{
    // A range instead of LIKE: no character of the search is a wildcard, and row-level security lets the indexes be used.
    private const string From = "lower($2::text)";
    private const string To = "lower($2::text) || chr(1114111)";

    /// <summary>Of the table's alias <c>r</c>.</summary>
    public static string Where(RecordKind kind, RecordFilter filter)
    {
        var search = filter.Search is null ? "$2::text IS NULL" : Matches(kind);
        return $"r.workspace_id = $1 AND ({search}){Conditions(kind, filter)}";
    }

    /// <summary>When a provider last answered. Records that were enriched before answers were noted have the time of their values.</summary>
    public const string AnsweredAt = "coalesce(r.answered_at, r.enriched_at)";

    /// <summary>The conditions beside the search, each with its AND; empty when any record is meant.</summary>
    public static string Conditions(RecordKind kind, RecordFilter filter) => Status(filter) + Age(kind, filter);

    private static string Status(RecordFilter filter) => filter.Status switch
    {
        null => "",
        RecordStatus.Enriched => " AND r.enriched_at IS NOT NULL",
        RecordStatus.NoMatch => " AND r.enriched_at IS NULL AND NOT r.matched",
        _ => " AND r.enriched_at IS NULL",
    };

    private static string Age(RecordKind kind, RecordFilter filter)
    {
        var age = filter.OlderThanDays is { } days ? string.Create(CultureInfo.InvariantCulture, $" AND {AnsweredAt} < now() - interval '{days} days'") : "";
        return !filter.Stale ? age : $"""
            {age} AND ({AnsweredAt} IS NULL{(filter.Real ? " OR r.answered_by = 'sandbox'" : "")} OR {AnsweredAt} <
                now() - make_interval(days => CASE WHEN coalesce(r.matched, true) THEN {Days(kind, "match_days")} ELSE {Days(kind, "no_match_days")} END))
            """;
    }

    private static string Days(RecordKind kind, string column) =>
        $"(SELECT {FreshnessSql.Of(kind, column)} FROM outbound.workspace_settings s WHERE s.workspace_id = $1)";

    /// <summary>The column of the strongest key.</summary>
    public static string Identity(RecordKind kind) => kind == RecordKind.Account ? "domain" : "email";

    /// <summary>What the search finds, whichever column begins with it.</summary>
    public static string Matches(RecordKind kind) => string.Join(" OR ", Columns(kind).Select(Begins));

    /// <summary>That the column begins with the search.</summary>
    public static string Begins(string column) => $"(r.{column} >= {From} AND r.{column} < {To})";

    /// <summary>The columns that a search looks into; each has an index.</summary>
    public static string[] Columns(RecordKind kind) => kind == RecordKind.Account ? ["sort_name", "domain"] : ["sort_name", "sort_last_name", "email"];
}
