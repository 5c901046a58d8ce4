using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Records;

/// <summary>A record as it stands in the database.</summary>
/// <param name="Fields">Empty in a list when the record no longer fits into its page; so is <paramref name="Provenance"/>.</param>
/// <param name="SortKey">What the list that it was read for sorts by, beside the id.</param>
internal sealed record StoredRecord(
    Guid Id, string Fields, string Provenance, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? EnrichedAt, string? SortKey = null);

/// <summary>Reads and deletes records. Every list follows an index, however many records the workspace has.</summary>
internal sealed class RecordRows(NpgsqlDataSource app)
{
    /// <summary>
    /// Bytes of fields and provenance after which a page ends, unless they are those of its first record. As JSON at its most wasteful
    /// they are three times as many, and origins are written out: that stays under the 4 MB of an answer.
    /// </summary>
    public const int MostBytes = 1_000_000;

    private const string Columns = "r.id, r.fields::text, r.provenance::text, r.created_at, r.updated_at, r.enriched_at";

    /// <summary>At most <paramref name="limit"/> records after the cursor. From the first one that no longer fits into <see cref="MostBytes"/> on they are without content.</summary>
    public async Task<List<StoredRecord>> ListAsync(
        Guid workspaceId, RecordKind kind, RecordFilter filter, RecordSort sort, RecordCursor? after, int limit, CancellationToken cancellationToken)
    {
        if (sort != RecordSort.Identity)
            return await PageAsync(sort == RecordSort.Name ? NameSql(kind, filter, after) : IdSql(kind, filter, sort, after), sort == RecordSort.Name ? after : after is null ? null : after with { Key = null });
        List<StoredRecord> rows = after is { Key: null } ? [] : await PageAsync(IdentitySql(kind, filter, after), after);
        if (rows.Count < limit)
            rows.AddRange(await PageAsync(WithoutSql(kind, filter), after is { Key: null } ? after : null, limit - rows.Count));
        return rows;

        Task<List<StoredRecord>> PageAsync(string sql, RecordCursor? from, int? most = null) =>
            QueryAsync(workspaceId, sql, Read, cancellationToken, workspaceId, filter.Search, from?.Id, from?.Key, most ?? limit);
    }

    /// <summary>The next records in the order of their ids, up to one of them.</summary>
    public Task<List<StoredRecord>> AfterAsync(
        Guid workspaceId, RecordKind kind, RecordFilter filter, Guid after, Guid upTo, int limit, CancellationToken cancellationToken) => QueryAsync(workspaceId, $"""
            SELECT {Columns}, NULL::text FROM {RecordTable.NameOf(kind)} r WHERE {RecordFilterSql.Where(kind, filter)} AND r.id > $3 AND r.id <= $4 ORDER BY r.id LIMIT $5
            """, Read, cancellationToken, workspaceId, filter.Search, after, upTo, limit);

    /// <summary>The record, or null when the workspace has none of this id and kind.</summary>
    public async Task<StoredRecord?> FindAsync(Guid workspaceId, RecordKind kind, Guid id, CancellationToken cancellationToken) =>
        (await QueryAsync(workspaceId, $"SELECT {Columns}, NULL::text FROM {RecordTable.NameOf(kind)} r WHERE r.workspace_id = $1 AND r.id = $2", Read, cancellationToken, workspaceId, id)).SingleOrDefault();

    /// <summary>Those of these records that the workspace has.</summary>
    public Task<List<StoredRecord>> FindAllAsync(Guid workspaceId, RecordKind kind, Guid[] ids, CancellationToken cancellationToken) =>
        QueryAsync(workspaceId, $"SELECT {Columns}, NULL::text FROM {RecordTable.NameOf(kind)} r WHERE r.workspace_id = $1 AND r.id = ANY ($2)", Read, cancellationToken, workspaceId, ids);

    /// <summary>How many records the filter chooses.</summary>
    public async Task<int> CountAsync(Guid workspaceId, RecordKind kind, RecordFilter filter, CancellationToken cancellationToken) =>
        (await QueryAsync(workspaceId, $"SELECT count(*)::int FROM {RecordTable.NameOf(kind)} r WHERE {RecordFilterSql.Where(kind, filter)}", r => r.GetInt32(0), cancellationToken, workspaceId, filter.Search))[0];

    /// <summary>Places in <paramref name="ids"/>, from 0, of those that the workspace has no record of.</summary>
    public Task<List<int>> MissingAsync(Guid workspaceId, RecordKind kind, Guid[] ids, CancellationToken cancellationToken) => QueryAsync(workspaceId, $"""
        SELECT t.n::int - 1 FROM unnest($2::uuid[]) WITH ORDINALITY t(id, n)
         WHERE NOT EXISTS (SELECT FROM {RecordTable.NameOf(kind)} r WHERE r.workspace_id = $1 AND r.id = t.id) ORDER BY t.n
        """, r => r.GetInt32(0), cancellationToken, workspaceId, ids);

    /// <summary>Deletes records; how many there were. What was asked about them stays in the ledger.</summary>
    /// <param name="line">What the audit log says of those that are gone; not asked when there were none.</param>
    public async Task<int> DeleteAsync(Guid workspaceId, RecordKind kind, Guid[] ids, Func<IReadOnlyList<Guid>, AuditLine> line, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        var gone = await transaction.Connection.QueryAsync(
            $"DELETE FROM {RecordTable.NameOf(kind)} WHERE workspace_id = $1 AND id = ANY ($2) RETURNING id", r => r.GetGuid(0), cancellationToken, workspaceId, ids);
        if (gone.Count > 0)
            await transaction.AuditAsync(workspaceId, line(gone), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return gone.Count;
    }

    /// <summary>$1 workspace, $2 search, $3 id and $4 key of the record before, $5 most; so in all lists.</summary>
    internal static string IdSql(RecordKind kind, RecordFilter filter, RecordSort sort, RecordCursor? after)
    {
        var (beyond, order) = sort == RecordSort.Newest ? ("<", "DESC") : (">", "ASC");
        return ListSql(kind, filter, "NULL::text", after is null ? "$3::uuid IS NULL AND $4::text IS NULL" : $"r.id {beyond} $3 AND $4::text IS NULL", $"r.id {order}");
    }

    internal static string NameSql(RecordKind kind, RecordFilter filter, RecordCursor? after) =>
        ListSql(kind, filter, "r.sort_name", after is null ? "$3::uuid IS NULL AND $4::text IS NULL" : "(r.sort_name, r.id) > ($4, $3)", "r.sort_name, r.id");

    internal static string IdentitySql(RecordKind kind, RecordFilter filter, RecordCursor? after)
    {
        var key = RecordFilterSql.Identity(kind);
        return ListSql(kind, filter, $"r.{key}", $"r.{key} IS NOT NULL AND {(after is null ? "$3::uuid IS NULL AND $4::text IS NULL" : $"$3::uuid IS NOT NULL AND r.{key} > $4")}", $"r.{key}");
    }

    internal static string WithoutSql(RecordKind kind, RecordFilter filter) =>
        ListSql(kind, filter, "NULL::text", $"r.{RecordFilterSql.Identity(kind)} IS NULL AND ($3::uuid IS NULL OR r.id > $3) AND $4::text IS NULL", "r.id");

    // What no longer fits stays in the database: two hundred records can be three hundred megabytes.
    private static string ListSql(RecordKind kind, RecordFilter filter, string key, string after, string order) => $"""
        SELECT id, CASE WHEN fits THEN fields ELSE '' END, CASE WHEN fits THEN provenance ELSE '' END, created_at, updated_at, enriched_at, key FROM (
            SELECT q.*, sum(octet_length(fields) + octet_length(provenance)) OVER w <= {MostBytes} OR row_number() OVER w = 1 fits FROM (
                SELECT r.id, r.fields::text fields, r.provenance::text provenance, r.created_at, r.updated_at, r.enriched_at, {key} key
                  FROM {RecordTable.NameOf(kind)} r WHERE {RecordFilterSql.Where(kind, filter)} AND {after} ORDER BY {order} LIMIT $5) q
            WINDOW w AS (ROWS UNBOUNDED PRECEDING)) p
        """;

    private async Task<List<T>> QueryAsync<T>(Guid workspaceId, string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken, params object?[] parameters)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken, WorkspaceBatch.PlannedContext);
        batch.Add(sql, parameters);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(row, cancellationToken);
    }

    private static StoredRecord Read(NpgsqlDataReader r) => new(r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetFieldValue<DateTimeOffset>(3),
        r.GetFieldValue<DateTimeOffset>(4), r.Nullable<DateTimeOffset>(5), r.Text(6));
}
