using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>What was found of one table; no faults is good.</summary>
internal sealed record RowSecurityCheck(string Table, IReadOnlyList<string> Faults);

/// <summary>Proves on a live database that the app's login sees and writes the rows of its workspace only.</summary>
internal static class RowSecurityProof
{
    // Tables that hold no tenant's data: the limits are counted per key, the mark and the people are the installation's.
    private const string Shared = "'rate_limits', 'deployment', 'deployment_events', '__EFMigrationsHistory', 'lane_wakes', 'maintenance', 'users', 'user_claims', 'user_logins', 'user_tokens', 'user_passkeys'";

    // A policy holds for everybody in the roles that it names: the login itself, the app's role, any other that the login was put into.
    private const string Catalog = $"""
        SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, has_table_privilege(session_user, c.oid, 'TRUNCATE'), has_table_privilege(session_user, c.oid, 'SELECT'),
               EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped),
               (SELECT array_agg(p.policyname || ':' || p.cmd || ':' || coalesce(p.qual, '') || ':' || coalesce(p.with_check, p.qual, '')) FROM pg_policies p
                 WHERE p.schemaname = 'outbound' AND p.tablename = c.relname
                   AND EXISTS (SELECT FROM unnest(p.roles) r WHERE CASE WHEN r = 'public' THEN true ELSE pg_has_role(session_user, r, 'MEMBER') END)),
               c.relispartition
          FROM pg_class c WHERE c.relnamespace = 'outbound'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname NOT IN ({Shared}) ORDER BY 1
        """;

    /// <summary>Looks at every table of the schema, then tries it.</summary>
    public static async Task<IReadOnlyList<RowSecurityCheck>> RunAsync(NpgsqlDataSource app, CancellationToken cancellationToken)
    {
        var tables = await app.QueryAsync(Catalog, Read, cancellationToken);
        List<RowSecurityCheck> checks = [];
        foreach (var table in tables)
            checks.Add(new RowSecurityCheck(table.Name, [.. table.Faults(), .. await TryAsync(app, table, cancellationToken)]));
        return checks;
    }

    private static async Task<IReadOnlyList<string>> TryAsync(NpgsqlDataSource app, Table table, CancellationToken cancellationToken)
    {
        if (!table.IsReadable) return [];
        List<string> faults = [];
        var sql = $"SELECT EXISTS (SELECT FROM outbound.{RoleSql.Quote(table.Name)})";
        if ((await app.QueryAsync(sql, r => r.GetBoolean(0), cancellationToken))[0]) faults.Add("rows are seen without a workspace");

        await using var stranger = await WorkspaceBatch.OpenAsync(app, Guid.NewGuid(), cancellationToken);
        stranger.Add(sql);
        await using var reader = await stranger.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if ((await reader.ListAsync(r => r.GetBoolean(0), cancellationToken))[0]) faults.Add("a new workspace sees rows of another one");
        return faults;
    }

    private static Table Read(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetBoolean(1), r.GetBoolean(2), r.GetBoolean(3), r.GetBoolean(4), r.GetBoolean(5),
        r.IsDBNull(6) ? [] : r.GetFieldValue<string[]>(6), r.GetBoolean(7));

    private sealed record Table(string Name, bool IsEnabled, bool IsForced, bool MayTruncate, bool IsReadable, bool HasWorkspace, string[] Policies, bool IsPartition)
    {
        // The text that PostgreSQL makes of the policy in the first migration.
        private string Expression => $"({(HasWorkspace ? "workspace_id" : "id")} = ( SELECT (NULLIF(current_setting('app.workspace_id'::text, true), ''::text))::uuid AS \"nullif\"))";

        public IEnumerable<string> Faults()
        {
            if (MayTruncate) yield return "the app's login may truncate it";
            // A partition is reached through its parent, which holds the policies; the app's login has no right on it itself.
            if (IsPartition && !IsReadable) yield break;
            if (!IsEnabled) yield return "row-level security is off";
            if (!IsForced) yield return "row-level security is not forced";
            if (Policies.Length != 1 || Policies[0] != $"tenant:ALL:{Expression}:{Expression}") yield return "its policy is not the one of the migrations";
        }
    }
}
