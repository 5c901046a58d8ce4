using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Operations;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>Rows in every table of the schema, whatever tables there will be, and copies of them to compare with.</summary>
internal sealed class FilledTables(TestDatabase database)
{
    private const int Rows = 3;

    private const string Tables = """
        SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'outbound'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
           AND c.relname NOT IN ('__EFMigrationsHistory', 'deployment') ORDER BY 1
        """;

    private const string ColumnsOf = """
        SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a
         WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = '' ORDER BY a.attnum
        """;

    /// <summary>Fills what is empty. References lead to rows of the same number, or are not looked at.</summary>
    public async Task FillAsync()
    {
        var tables = await TablesAsync();
        // Foreign keys are the constraint triggers that this turns off: every table can be filled in any order.
        List<string> statements = ["SET session_replication_role = replica"];
        foreach (var table in tables) statements.Add(await InsertAsync(table));
        await database.RunAsSuperuserAsync(string.Join(";\n", statements));
    }

    /// <summary>How many tables have rows.</summary>
    public async Task<int> CountAsync()
    {
        var filled = 0;
        foreach (var table in await TablesAsync())
            if ((await database.Owner.QueryAsync($"SELECT EXISTS (SELECT FROM outbound.{table})", r => r.GetBoolean(0), CancellationToken.None))[0])
                filled++;
        return filled;
    }

    /// <summary>Copies all tables into schema <c>snap</c>.</summary>
    public async Task CopyAsync()
    {
        var copies = (await TablesAsync()).Select(table => $"CREATE TABLE snap.{table} AS SELECT * FROM outbound.{table}");
        await database.RunAsSuperuserAsync($"DROP SCHEMA IF EXISTS snap CASCADE; CREATE SCHEMA snap; {string.Join("; ", copies)}; GRANT USAGE ON SCHEMA snap TO outbound_owner; GRANT SELECT ON ALL TABLES IN SCHEMA snap TO outbound_owner");
    }

    /// <summary>The tables whose rows are not those of the copy, in the columns that both have.</summary>
    public async Task<IReadOnlyList<string>> ChangedAsync()
    {
        List<string> changed = [];
        foreach (var table in await TablesAsync())
        {
            var columns = (await ColumnsAsync($"outbound.{table}")).Intersect(await ColumnsAsync($"snap.{table}")).Select(c => RoleSql.Quote(c.Name)).ToList();
            if (columns.Count == 0) continue; // made by a later migration
            var list = string.Join(", ", columns);
            var differ = await database.Owner.QueryAsync($"""
                SELECT EXISTS (SELECT {list} FROM outbound.{table} EXCEPT ALL SELECT {list} FROM snap.{table}) OR EXISTS (SELECT {list} FROM snap.{table} EXCEPT ALL SELECT {list} FROM outbound.{table})
                """, r => r.GetBoolean(0), CancellationToken.None);
            if (differ[0]) changed.Add(table);
        }

        return changed;
    }

    private Task<List<string>> TablesAsync() => database.Owner.QueryAsync(Tables, r => r.GetString(0), CancellationToken.None);

    private Task<List<(string Name, string Type)>> ColumnsAsync(string table) =>
        database.Owner.QueryAsync(ColumnsOf, r => (r.GetString(0), r.GetString(1)), CancellationToken.None, table);

    private async Task<string> InsertAsync(string table)
    {
        var columns = await ColumnsAsync($"outbound.{table}");
        return $"""
            INSERT INTO outbound.{table} ({string.Join(", ", columns.Select(c => RoleSql.Quote(c.Name)))})
            SELECT {string.Join(", ", columns.Select(c => Value(c.Type)))} FROM generate_series(1, {Rows}) n WHERE NOT EXISTS (SELECT FROM outbound.{table})
            """;
    }

    private static string Value(string type) => type switch
    {
        "uuid" => "('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid",
        "text" => "'text ' || n",
        "jsonb" => "jsonb_build_object('n', n)",
        "bytea" => "decode(lpad(n::text, 64, '0'), 'hex')",
        "boolean" => "n % 2 = 0",
        "date" => "current_date - n",
        "timestamp with time zone" => "now() - n * interval '1 second'",
        "character varying" => "'text ' || n",
        _ when type.EndsWith("[]", StringComparison.Ordinal) => $"'{{}}'::{type}",
        _ => $"n::{type}",
    };
}
