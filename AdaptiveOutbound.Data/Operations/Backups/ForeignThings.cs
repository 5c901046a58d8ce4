using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>What others made in schema <c>outbound</c>, or hung on it: a restore makes the schema anew, without them.</summary>
internal static class ForeignThings
{
    // Views on views too: they go with the ones that they stand on.
    private const string Outside = """
        WITH RECURSIVE hit (oid) AS (
            SELECT oid FROM pg_class WHERE relnamespace = to_regnamespace('outbound')
            UNION
            SELECT r.ev_class FROM hit h JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = h.oid AND d.classid = 'pg_rewrite'::regclass JOIN pg_rewrite r ON r.oid = d.objid
        )
        SELECT CASE c.relkind WHEN 'm' THEN 'the materialized view ' ELSE 'the view ' END || format('%I.%I', n.nspname, c.relname)
          FROM hit h JOIN pg_class c ON c.oid = h.oid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname <> 'outbound'
        UNION
        SELECT format('the foreign key %I of %s', k.conname, k.conrelid::regclass)
          FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid JOIN pg_class t ON t.oid = k.conrelid
         WHERE k.contype = 'f' AND f.relnamespace = to_regnamespace('outbound') AND t.relnamespace <> f.relnamespace
         ORDER BY 1
        """;

    private const string Inside = """
        SELECT c.relname::text, CASE c.relkind WHEN 'm' THEN 'the materialized view ' WHEN 'v' THEN 'the view ' ELSE 'the table ' END || format('outbound.%I', c.relname)
          FROM pg_class c WHERE c.relnamespace = to_regnamespace('outbound') AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND c.relname <> '__EFMigrationsHistory' ORDER BY 1
        """;

    // Rights of the owner and of the groups are made anew with the tables.
    private const string Rights = """
        SELECT format('the rights of %s on %s of its tables and schemas', CASE grantee WHEN 0 THEN 'everybody' ELSE 'the role ' || pg_get_userbyid(grantee) END, count(DISTINCT oid))
          FROM (SELECT c.oid, c.relowner AS owner, (aclexplode(c.relacl)).grantee FROM pg_class c WHERE c.relnamespace = to_regnamespace('outbound') AND NOT c.relispartition
                UNION ALL SELECT c.oid, c.relowner, (aclexplode(a.attacl)).grantee FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = to_regnamespace('outbound') AND NOT c.relispartition
                UNION ALL SELECT n.oid, n.nspowner, (aclexplode(n.nspacl)).grantee FROM pg_namespace n WHERE n.oid = to_regnamespace('outbound')) given
         WHERE grantee <> owner AND (grantee = 0 OR pg_get_userbyid(grantee) NOT IN ('outbound_owner', 'outbound_app', 'outbound_system'))
         GROUP BY grantee ORDER BY 1
        """;

    /// <summary>All of it, in words that follow "lost:".</summary>
    /// <param name="known">Names of the tables that the product makes.</param>
    public static async Task<IReadOnlyList<string>> ListAsync(NpgsqlConnection connection, IReadOnlySet<string> known, CancellationToken cancellationToken)
    {
        var inside = await connection.QueryAsync(Inside, r => (Name: r.GetString(0), Text: r.GetString(1)), cancellationToken);
        return
        [
            .. inside.Where(thing => !known.Contains(thing.Name)).Select(thing => thing.Text),
            .. await connection.QueryAsync(Outside, r => r.GetString(0), cancellationToken),
            .. await connection.QueryAsync(Rights, r => r.GetString(0), cancellationToken),
        ];
    }

    /// <summary>Refuses a schema of our name in which nothing says that it is ours.</summary>
    /// <param name="notDone">Such as <c>nothing was restored</c>.</param>
    /// <exception cref="BackupException">It has tables, and no history of migrations.</exception>
    public static async Task RefuseForeignSchemaAsync(NpgsqlConnection connection, string notDone, CancellationToken cancellationToken)
    {
        var inside = await connection.QueryAsync(Inside, r => r.GetString(1), cancellationToken);
        if (inside.Count > 0)
            throw new BackupException($"The schema outbound of this database holds {inside[0]}{(inside.Count > 1 ? $" and {inside.Count - 1} more" : "")}, and no history of this product's migrations: it is not our schema, and {notDone}. Name another database, or move that schema away (ALTER SCHEMA outbound RENAME TO outbound_before). If it is ours and lost its history, restore a backup after that.");
    }
}
