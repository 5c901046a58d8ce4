using System.Globalization;
using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>
/// Makes schema <c>outbound</c> as it was when a backup was made, with its rows, in the transaction of the connection, and compares them with what the
/// backup says. There must be no such schema.
/// </summary>
/// <param name="tools">Needed for a dump of pg_dump's.</param>
internal sealed class BackupLoader(NpgsqlConnection connection, BackupReader backup, PostgresTools? tools, Action<string> progress)
{
    private readonly BackupManifest _manifest = backup.Manifest;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        progress("Making the tables.");
        foreach (var script in MigrationScripts.Between(null, _manifest.Migrations[^1])) await connection.ExecuteAsync(script, cancellationToken);
        await MakeLogMonthsAsync(cancellationToken);
        var tables = await TableShape.ReadAsync(connection, cancellationToken);
        CheckShapes(tables);
        var later = await TakeDownAsync(tables, cancellationToken);
        await FillAsync(tables, cancellationToken);
        progress("Building indexes.");
        foreach (var sql in later) await connection.ExecuteAsync(sql, cancellationToken);
        await SetCountersAsync(connection, cancellationToken);
        await CompareAsync(tables, cancellationToken);
    }

    // A month that nobody makes any more would else be loaded into the partition of strays, and never dropped.
    private async Task MakeLogMonthsAsync(CancellationToken cancellationToken)
    {
        foreach (var month in _manifest.LogMonths)
        {
            var first = ManifestShape.FirstDay(month);
            await connection.ExecuteAsync(string.Create(CultureInfo.InvariantCulture,
                $"CREATE TABLE IF NOT EXISTS outbound.job_logs_{first:yyyy_MM} PARTITION OF outbound.job_logs FOR VALUES FROM ('{first:yyyy-MM-dd} 00:00:00+00') TO ('{first.AddMonths(1):yyyy-MM-dd} 00:00:00+00')"), cancellationToken);
        }
    }

    private void CheckShapes(List<TableShape> tables)
    {
        var here = tables.ToDictionary(t => t.Name, t => t.Columns, StringComparer.Ordinal);
        foreach (var table in _manifest.Tables)
        {
            if (!here.Remove(table.Name, out var columns) || !columns.ToHashSet().SetEquals(table.Columns))
                throw new BackupException($"The table {table.Name} of the backup has other columns than this build makes at {_manifest.Migrations[^1]}: nothing was changed. Restore with the version that made it ({_manifest.Product}).");
        }

        if (here.Count > 0) throw new BackupException($"The backup lacks the table {here.Keys.First()}: nothing was changed. Take another backup.");
    }

    /// <summary>Takes down what makes loading slow or would refuse it; returns the SQL that puts it back.</summary>
    private async Task<List<string>> TakeDownAsync(List<TableShape> tables, CancellationToken cancellationToken)
    {
        var things = await connection.QueryAsync("""
            SELECT 1 n, format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname), format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
              FROM pg_constraint WHERE contype = 'f' AND connamespace = 'outbound'::regnamespace AND conparentid = 0
            UNION ALL
            SELECT 0, format('DROP INDEX outbound.%I', c.relname), pg_get_indexdef(c.oid)
              FROM pg_class c WHERE c.relnamespace = 'outbound'::regnamespace AND c.relkind = 'i' AND NOT c.relispartition
               AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)
            UNION ALL
            SELECT 0, format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname), format('ALTER TABLE %s ENABLE TRIGGER %I', tgrelid::regclass, tgname)
              FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relnamespace = 'outbound'::regnamespace AND NOT c.relispartition
             ORDER BY 1, 3
            """, r => (Down: r.GetString(1), Up: r.GetString(2)), cancellationToken);
        // COPY is refused where row-level security holds who copies.
        foreach (var table in tables.Where(t => t.IsForced)) await connection.ExecuteAsync($"ALTER TABLE {table.Sql} NO FORCE ROW LEVEL SECURITY", cancellationToken);
        foreach (var (down, _) in things.AsEnumerable().Reverse()) await connection.ExecuteAsync(down, cancellationToken);
        return [.. things.Select(t => t.Up), .. tables.Where(t => t.IsForced).Select(t => $"ALTER TABLE {t.Sql} FORCE ROW LEVEL SECURITY")];
    }

    private async Task FillAsync(List<TableShape> tables, CancellationToken cancellationToken)
    {
        // A migration may have put rows there, which the backup has too.
        await connection.ExecuteAsync($"TRUNCATE {string.Join(", ", tables.Select(t => t.Sql))}", cancellationToken);
        if (_manifest.Format == BackupFormat.PgDump)
        {
            await using var dump = backup.OpenDump();
            await tools!.ReadAsync(dump, text => CopyText.ReadAsync(text, async (table, columns) => tables.Exists(t => t.Name == table) ? await TextCopy.ToAsync(connection, Copy(table, columns), cancellationToken) : null, cancellationToken), cancellationToken);
            return;
        }

        foreach (var table in _manifest.Tables)
        {
            await using var from = backup.OpenTable(table.Name);
            await TextCopy.LoadAsync(connection, Copy(table.Name, TableShape.List(table.Columns)), from, cancellationToken);
        }
    }

    private string Copy(string table, string columns)
    {
        if (_manifest.Tables.FirstOrDefault(t => t.Name == table) is { Rows: >= TableShape.Large } large) progress($"Loading {table}, {large.Rows:#,0} rows.");
        return $"COPY {TableShape.Of("outbound", table)} ({columns}) FROM STDIN";
    }

    /// <summary>Lets ids that are counted go on after those that are there.</summary>
    public static Task<int> SetCountersAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection.ExecuteAsync("""
        DO $$ DECLARE c record; most bigint; BEGIN
            FOR c IN SELECT a.attrelid::regclass t, a.attname col, pg_get_serial_sequence(a.attrelid::regclass::text, a.attname::text) seq
                       FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid
                      WHERE r.relnamespace = 'outbound'::regnamespace AND r.relkind IN ('r', 'p') AND NOT r.relispartition AND a.attidentity <> '' LOOP
                EXECUTE format('SELECT max(%I) FROM %s', c.col, c.t) INTO most;
                IF most IS NOT NULL THEN PERFORM setval(c.seq, most); END IF;
            END LOOP;
        END $$
        """, cancellationToken);

    private async Task CompareAsync(List<TableShape> tables, CancellationToken cancellationToken)
    {
        progress("Comparing with the backup.");
        foreach (var wanted in _manifest.Tables)
        {
            // In the backup's order of columns: the text of a row depends on it.
            var found = await (tables.First(t => t.Name == wanted.Name) with { Columns = wanted.Columns }).MeasureAsync(connection, cancellationToken);
            if (found.Rows != wanted.Rows) throw new BackupException($"The table {wanted.Name} has {found.Rows} rows and the backup says {wanted.Rows}: nothing was changed. Take another backup.");
            if (found.Checksum != wanted.Checksum) throw new BackupException($"The rows of the table {wanted.Name} are not those that the backup says: nothing was changed. Take another backup.");
        }
    }
}
