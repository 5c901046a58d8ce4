namespace AdaptiveOutbound.Data.Records;

/// <summary>The statements of lists of records: $1 workspace, $2 search, $3 id and $4 key of the record before, $5 most.</summary>
internal static class RecordListSql
{
    /// <summary>
    /// Bytes of fields and provenance after which a page ends, unless they are those of its first record. As JSON at its most wasteful
    /// they are three times as many, and origins are written out: that stays under the 4 MB of an answer.
    /// </summary>
    public const int MostBytes = 1_000_000;

    /// <summary>Records at the page that are looked at before a search asks its indexes: where many match, the page is among them.</summary>
    private const int Near = 2_000;

    /// <summary>Matches of a search that are sorted; where more match, the list's own order is followed until the page is full.</summary>
    private const int MostFound = 10_000;

    public static string Id(RecordKind kind, RecordFilter filter, RecordSort sort, RecordCursor? after)
    {
        var (beyond, order) = sort == RecordSort.Newest ? ("<", "DESC") : (">", "ASC");
        return List(kind, filter, "NULL::text", after is null ? "$3::uuid IS NULL AND $4::text IS NULL" : $"r.id {beyond} $3 AND $4::text IS NULL", $"r.id {order}", nearFirst: true);
    }

    public static string Name(RecordKind kind, RecordFilter filter, RecordCursor? after) =>
        List(kind, filter, "r.sort_name", after is null ? "$3::uuid IS NULL AND $4::text IS NULL" : "(r.sort_name, r.id) > ($4, $3)", "r.sort_name, r.id");

    public static string Identity(RecordKind kind, RecordFilter filter, RecordCursor? after)
    {
        var key = RecordFilterSql.Identity(kind);
        return List(kind, filter, $"r.{key}", $"r.{key} IS NOT NULL AND {(after is null ? "$3::uuid IS NULL AND $4::text IS NULL" : $"$3::uuid IS NOT NULL AND r.{key} > $4")}", $"r.{key}");
    }

    /// <summary>The end of a list by identity: records without one.</summary>
    public static string WithoutIdentity(RecordKind kind, RecordFilter filter) =>
        List(kind, filter, "NULL::text", $"r.{RecordFilterSql.Identity(kind)} IS NULL AND ($3::uuid IS NULL OR r.id > $3) AND $4::text IS NULL", "r.id");

    // What no longer fits stays in the database: two hundred records can be three hundred megabytes. JSON becomes text for those of the
    // page alone: what a search finds is sorted first.
    private static string List(RecordKind kind, RecordFilter filter, string key, string after, string order, bool nearFirst = false) => $"""
        {(filter.Search is null ? "" : Search(kind, filter, after, order, nearFirst))}
        SELECT id, CASE WHEN fits THEN fields ELSE '' END, CASE WHEN fits THEN provenance ELSE '' END, created_at, updated_at, enriched_at, answered_at, matched, key FROM (
            SELECT q.*, sum(octet_length(fields) + octet_length(provenance)) OVER w <= {MostBytes} OR row_number() OVER w = 1 fits FROM (
                SELECT c.id, c.fields::text fields, c.provenance::text provenance, c.created_at, c.updated_at, c.enriched_at, c.answered_at, c.matched, c.key FROM ({Page(kind, filter, key, after, order)}) c) q
            WINDOW w AS (ROWS UNBOUNDED PRECEDING)) p
        """;

    private static string Page(RecordKind kind, RecordFilter filter, string key, string after, string order)
    {
        var select = $"SELECT r.id, r.fields, r.provenance, r.created_at, r.updated_at, r.enriched_at, r.answered_at, r.matched, {key} key FROM {RecordTable.NameOf(kind)} r WHERE ";
        var (match, rest) = (RecordFilterSql.Where(kind, filter), $"AND {after} ORDER BY {order} LIMIT $5");
        // Of the two only one runs: the other's condition is looked at once.
        return filter.Search is null ? $"{select} {match} {rest}" : $"""
            ({select} r.workspace_id = $1 AND r.id = ANY (ARRAY(SELECT id FROM found)){RecordFilterSql.Conditions(kind, filter)} AND (SELECT count(*) <= {MostFound} FROM found) {rest})
            UNION ALL
            ({select} {match} AND (SELECT count(*) > {MostFound} FROM found) {rest})
            """;
    }

    // The planner cannot know whether matches lie together at the far end of the list, where following the order reads all others first.
    private static string Search(RecordKind kind, RecordFilter filter, string after, string order, bool nearFirst)
    {
        var table = RecordTable.NameOf(kind);
        var found = string.Join(" UNION ALL ", RecordFilterSql.Columns(kind).Select(column =>
            $"(SELECT r.id FROM {table} r WHERE r.workspace_id = $1 AND {RecordFilterSql.Begins(column)} ORDER BY r.{column} LIMIT {MostFound + 1})"));
        return !nearFirst ? $"WITH found AS MATERIALIZED (SELECT id FROM ({found}) f LIMIT {MostFound + 1})" : $"""
            WITH near AS MATERIALIZED (
                SELECT r.id, {RecordFilterSql.Matches(kind)} hit
                  FROM (SELECT * FROM {table} r WHERE r.workspace_id = $1{RecordFilterSql.Conditions(kind, filter)} AND {after} ORDER BY {order} LIMIT {Near}) r),
            enough AS (SELECT count(*) < {Near} OR count(*) FILTER (WHERE hit) >= $5 ok FROM near),
            found AS MATERIALIZED (SELECT id FROM (
                SELECT id FROM near WHERE hit AND (SELECT ok FROM enough)
                UNION ALL SELECT id FROM ({found}) f WHERE NOT (SELECT ok FROM enough)) a LIMIT {MostFound + 1})
            """;
    }
}
