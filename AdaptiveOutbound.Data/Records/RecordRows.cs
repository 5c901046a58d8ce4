using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Records;

/// <summary>A record as it stands in the database.</summary>
/// <param name="Fields">Empty in a list when the record no longer fits into its page; so is <paramref name="Provenance"/>.</param>
/// <param name="AnsweredAt">When a provider last answered about it; null when none did.</param>
/// <param name="Matched">Whether that answer was a match; null when none did, or it was not noted.</param>
/// <param name="SortKey">What the list that it was read for sorts by, beside the id.</param>
internal sealed record StoredRecord(
    Guid Id, string Fields, string Provenance, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? EnrichedAt,
    DateTimeOffset? AnsweredAt = null, bool? Matched = null, string? SortKey = null);

/// <summary>Reads and deletes records. Every list follows an index, however many records the workspace has.</summary>
internal sealed class RecordRows(NpgsqlDataSource app)
{
    private const string Columns = "r.id, r.fields::text, r.provenance::text, r.created_at, r.updated_at, r.enriched_at, r.answered_at, r.matched";

    /// <summary>At most <paramref name="limit"/> records after the cursor. From the first one that no longer fits into <see cref="RecordListSql.MostBytes"/> on they are without content.</summary>
    public async Task<List<StoredRecord>> ListAsync(
        Guid workspaceId, RecordKind kind, RecordFilter filter, RecordSort sort, RecordCursor? after, int limit, CancellationToken cancellationToken)
    {
        if (sort != RecordSort.Identity)
            return await PageAsync(sort == RecordSort.Name ? RecordListSql.Name(kind, filter, after) : RecordListSql.Id(kind, filter, sort, after), sort == RecordSort.Name ? after : after is null ? null : after with { Key = null });
        List<StoredRecord> rows = after is { Key: null } ? [] : await PageAsync(RecordListSql.Identity(kind, filter, after), after);
        if (rows.Count < limit)
            rows.AddRange(await PageAsync(RecordListSql.WithoutIdentity(kind, filter), after is { Key: null } ? after : null, limit - rows.Count));
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

    /// <summary>Those of the filter about which a provider answered longest ago, or never; in the order in which a job takes them.</summary>
    public Task<List<Guid>> OldestAsync(Guid workspaceId, RecordKind kind, RecordFilter filter, int limit, CancellationToken cancellationToken) => QueryAsync(workspaceId, $"""
        SELECT r.id FROM {RecordTable.NameOf(kind)} r WHERE {RecordFilterSql.Where(kind, filter)} ORDER BY {RecordFilterSql.AnsweredAt} NULLS FIRST, r.id LIMIT $3
        """, r => r.GetGuid(0), cancellationToken, workspaceId, filter.Search, limit);

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

    private async Task<List<T>> QueryAsync<T>(Guid workspaceId, string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken, params object?[] parameters)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken, WorkspaceBatch.PlannedContext);
        batch.Add(sql, parameters);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(row, cancellationToken);
    }

    private static StoredRecord Read(NpgsqlDataReader r) => new(r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetFieldValue<DateTimeOffset>(3),
        r.GetFieldValue<DateTimeOffset>(4), r.Nullable<DateTimeOffset>(5), r.Nullable<DateTimeOffset>(6), r.Nullable<bool>(7), r.Text(8));
}
