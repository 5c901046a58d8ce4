using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>A table of schema <c>outbound</c> as it stands in a database. Partitions are part of their table.</summary>
/// <param name="Columns">Those that hold data, in the table's order; generated ones are left out.</param>
/// <param name="IsForced">Whether row-level security holds its owner too.</param>
/// <param name="IsLarge">Whether a person may want to know that it is at hand, by the server's estimate.</param>
internal sealed record TableShape(string Name, IReadOnlyList<string> Columns, bool IsForced, bool IsLarge)
{
    /// <summary>Rows of a table that takes its seconds.</summary>
    public const long Large = 100_000;

    /// <summary>The table as SQL names it.</summary>
    public string Sql => Of("outbound", Name);

    /// <summary>The columns as SQL lists them.</summary>
    public string ColumnList => List(Columns);

    public static string Of(string schema, string table) => $"{RoleSql.Quote(schema)}.{RoleSql.Quote(table)}";

    public static string List(IEnumerable<string> columns) => string.Join(", ", columns.Select(RoleSql.Quote));

    /// <summary>The tables of a schema by name; without the list of migrations, which an archive holds apart.</summary>
    public static Task<List<TableShape>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken, string schema = "outbound") => connection.QueryAsync("""
        SELECT c.relname::text, array_agg(a.attname::text ORDER BY a.attnum), c.relforcerowsecurity, c.reltuples >= $2 OR c.relkind = 'p'
          FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
         WHERE c.relnamespace = to_regnamespace($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> '__EFMigrationsHistory'
         GROUP BY c.oid ORDER BY c.relname
        """, r => new TableShape(r.GetString(0), r.GetFieldValue<string[]>(1), r.GetBoolean(2), r.GetBoolean(3)), cancellationToken, schema, (float)Large);

    /// <summary>Rows and checksum of a table, in one pass.</summary>
    public async Task<TableContent> MeasureAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // A row as text does not depend on its place; the session's settings say how times and numbers are written.
        var row = string.Join(", ", Columns.Select(column => "t." + RoleSql.Quote(column)));
        var found = await connection.QueryAsync($"SELECT count(*), coalesce(sum(hashtextextended(ROW({row})::text, 0)), 0)::text FROM {Sql} t",
            r => (Rows: r.GetInt64(0), Checksum: r.GetString(1)), cancellationToken);
        return new TableContent(Name, Columns, found[0].Rows, found[0].Checksum);
    }
}
