using Npgsql;
using NpgsqlTypes;

namespace AdaptiveOutbound.Data.Records;

/// <summary>Sets of records of one kind, by their keys. For a transaction of the app role in the workspace's context.</summary>
internal sealed class RecordTable(RecordKind kind)
{
    private readonly string _table = NameOf(kind);
    private readonly string _primary = kind == RecordKind.Account ? "domain" : "email";
    private readonly string _nameKey = kind == RecordKind.Account ? "NULL::text" : "c.name_key";

    /// <summary>The table of a kind, with its schema.</summary>
    public static string NameOf(RecordKind kind) => kind == RecordKind.Account ? "outbound.accounts" : "outbound.contacts";

    /// <summary>
    /// Makes imports and edits of this workspace's records of this kind wait for one another until the transaction ends, so that
    /// nobody else gives out a key meanwhile. Whoever writes records' keys takes it first.
    /// </summary>
    public Task LockAsync(NpgsqlConnection connection, Guid workspaceId, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", cancellationToken, $"outbound {_table} {workspaceId}");

    /// <summary>All records that one of the keys may mean, in id order.</summary>
    /// <param name="sought">By strength: a key that an input has besides stronger ones may mean less.</param>
    /// <param name="forUpdate">Locks them, so that nobody's change is overwritten with what was read.</param>
    public async Task<List<KnownRecord>> LoadAsync(NpgsqlConnection connection, Guid workspaceId, SoughtKeys sought, bool forUpdate, CancellationToken cancellationToken)
    {
        // Ten thousand keys in a table of a million: left alone the planner may read the whole table. Compiling costs more than it saves.
        await PlanAsync(connection, "off", cancellationToken);
        var known = await connection.QueryAsync(LoadSql(forUpdate), Known, cancellationToken, workspaceId, sought.Primaries, sought.Slugs, sought.Names, sought.NamesBesidePrimaries);
        await PlanAsync(connection, "on", cancellationToken);
        return known;
    }

    /// <summary>One record, locked until the transaction ends; null when the workspace has none of this id.</summary>
    public async Task<KnownRecord?> FindAsync(NpgsqlConnection connection, Guid workspaceId, Guid id, CancellationToken cancellationToken) =>
        (await FindAllAsync(connection, workspaceId, [id], forUpdate: true, cancellationToken)).SingleOrDefault();

    /// <summary>Those of these records that the workspace has, in id order.</summary>
    /// <param name="forUpdate">Locks them until the transaction ends.</param>
    public Task<List<KnownRecord>> FindAllAsync(NpgsqlConnection connection, Guid workspaceId, Guid[] ids, bool forUpdate, CancellationToken cancellationToken) =>
        connection.QueryAsync($"""
            SELECT c.id, c.{_primary}, c.linkedin_slug, {_nameKey}, c.fields::text, c.provenance::text, c.enriched_at, c.created_job_id
              FROM {_table} c WHERE c.workspace_id = $1 AND c.id = ANY ($2) ORDER BY c.id{(forUpdate ? " FOR NO KEY UPDATE" : "")}
            """, Known, cancellationToken, workspaceId, ids);

    private static KnownRecord Known(NpgsqlDataReader r) =>
        new(r.GetGuid(0), new(r.Text(1), r.Text(2), r.Text(3)), r.GetString(4), r.GetString(5)) { EnrichedAt = r.Nullable<DateTimeOffset>(6), CreatedJobId = r.Nullable<Guid>(7) };

    private static Task<int> PlanAsync(NpgsqlConnection connection, string wholeTables, CancellationToken cancellationToken) => connection.ExecuteAsync("""
        SELECT set_config('jit', 'off', true), set_config('enable_seqscan', $1, true), set_config('enable_hashjoin', $1, true), set_config('enable_mergejoin', $1, true)
        """, cancellationToken, wholeTables);

    /// <summary>Writes new and changed records in two statements. COPY goes to a temporary table: tables with row-level security refuse it.</summary>
    public async Task WriteAsync(NpgsqlConnection connection, Guid workspaceId, IReadOnlyCollection<KnownRecord> records, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (records.Count == 0)
            return;
        await connection.ExecuteAsync("""
            CREATE TEMPORARY TABLE outbound_copied (id uuid, key text, slug text, name_key text, fields jsonb, provenance jsonb, is_new boolean, job uuid) ON COMMIT DROP
            """, cancellationToken);
        await CopyAsync(connection, records, cancellationToken);
        // Changes first: a key that an existing record gets may leave room for a new one.
        var (third, thirdValue) = kind == RecordKind.Account ? ("name", "t.fields->>'name'") : ("name_key", "t.name_key");
        if (records.Any(record => !record.IsNew))
            await connection.ExecuteAsync($"""
                UPDATE {_table} c SET {_primary} = t.key, linkedin_slug = t.slug, {third} = {thirdValue}, fields = t.fields, provenance = t.provenance, updated_at = $1
                  FROM pg_temp.outbound_copied t WHERE c.id = t.id AND NOT t.is_new
                """, cancellationToken, now);
        await connection.ExecuteAsync($"""
            INSERT INTO {_table} (id, workspace_id, {_primary}, linkedin_slug, {third}, fields, provenance, created_at, updated_at, created_job_id)
            SELECT t.id, $1, t.key, t.slug, {thirdValue}, t.fields, t.provenance, $2, $2, t.job FROM pg_temp.outbound_copied t WHERE t.is_new
            """, cancellationToken, workspaceId, now);
    }

    /// <summary>Deletes them; they were loaded for update.</summary>
    public Task DeleteAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"DELETE FROM {_table} WHERE id = ANY ($1)", cancellationToken, ids);

    private static async Task CopyAsync(NpgsqlConnection connection, IEnumerable<KnownRecord> records, CancellationToken cancellationToken)
    {
        await using var writer = await connection.BeginBinaryImportAsync("COPY pg_temp.outbound_copied FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var record in records)
        {
            await writer.StartRowAsync(cancellationToken);
            await writer.WriteAsync(record.Id, NpgsqlDbType.Uuid, cancellationToken);
            await WriteTextAsync(writer, record.Keys.Primary, cancellationToken);
            await WriteTextAsync(writer, record.Keys.Slug, cancellationToken);
            await WriteTextAsync(writer, record.Keys.NameKey, cancellationToken);
            await writer.WriteAsync(record.Fields, NpgsqlDbType.Jsonb, cancellationToken);
            await writer.WriteAsync(record.Provenance, NpgsqlDbType.Jsonb, cancellationToken);
            await writer.WriteAsync(record.IsNew, NpgsqlDbType.Boolean, cancellationToken);
            if (record.CreatedJobId is { } job)
                await writer.WriteAsync(job, NpgsqlDbType.Uuid, cancellationToken);
            else
                await writer.WriteNullAsync(cancellationToken);
        }

        await writer.CompleteAsync(cancellationToken);
    }

    private static Task WriteTextAsync(NpgsqlBinaryImporter writer, string? text, CancellationToken cancellationToken) =>
        text is null ? writer.WriteNullAsync(cancellationToken) : writer.WriteAsync(text, NpgsqlDbType.Text, cancellationToken);

    internal string LoadSql(bool forUpdate) => $"""
        WITH k AS MATERIALIZED (
            SELECT id FROM {_table} WHERE workspace_id = $1 AND {_primary} = ANY ($2::text[])
            UNION SELECT id FROM {_table} WHERE workspace_id = $1 AND linkedin_slug = ANY ($3::text[])
            {(kind == RecordKind.Contact ? NamedSql : "UNION SELECT NULL::uuid WHERE cardinality($4::text[]) + cardinality($5::text[]) < 0")})
        SELECT c.id, c.{_primary}, c.linkedin_slug, {_nameKey}, c.fields::text, c.provenance::text, c.enriched_at, c.created_job_id
          FROM k JOIN {_table} c ON c.id = k.id ORDER BY c.id{(forUpdate ? " FOR NO KEY UPDATE OF c" : "")}
        """;

    // The order by name finds nearly every name key; the index of name keys holds the contacts that it misses, and those without an
    // e-mail: no other can be meant by a name when the line has an e-mail.
    private const string NamedSql = """
        UNION SELECT id FROM outbound.contacts WHERE workspace_id = $1 AND name_key = ANY ($5::text[]) AND email IS NULL
        UNION SELECT id FROM outbound.contacts WHERE workspace_id = $1 AND name_key = ANY ($4::text[])
                 AND sort_name = ANY (ARRAY(SELECT replace(n, '|', ' ') COLLATE "C" FROM unnest($4::text[]) n))
        UNION SELECT id FROM outbound.contacts WHERE workspace_id = $1 AND name_key = ANY ($4::text[]) AND replace(name_key, '|', ' ') COLLATE "C" <> sort_name
        """;
}
