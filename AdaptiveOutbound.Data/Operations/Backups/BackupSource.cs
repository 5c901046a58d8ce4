using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>Reads a database as it is at one moment, and writes it into an archive.</summary>
internal static class BackupSource
{
    /// <summary>Writes all rows of schema <c>outbound</c>; what the archive is to say of itself.</summary>
    /// <param name="tools">Null: without pg_dump.</param>
    public static async Task<BackupManifest> WriteAsync(string ownerConnectionString, string environment, PostgresTools? tools, BackupWriter archive, Action<string> progress, CancellationToken cancellationToken)
    {
        await using var connection = await OwnerWork.OpenAsync(ownerConnectionString, "no backup was made", cancellationToken);
        // Counts, checksums and rows are of one snapshot, which pg_dump takes over.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await connection.ExecuteAsync("SET TRANSACTION READ ONLY", cancellationToken);
        var manifest = await DescribeAsync(connection, environment, cancellationToken);
        return tools is null
            ? await CopyAsync(connection, manifest, archive, progress, cancellationToken)
            : await DumpAsync(connection, ownerConnectionString, manifest, tools, archive, progress, cancellationToken);
    }

    private static async Task<BackupManifest> DescribeAsync(NpgsqlConnection connection, string environment, CancellationToken cancellationToken)
    {
        var migrations = await OwnerWork.MigrationsAsync(connection, cancellationToken);
        if (migrations.Count == 0) throw new BackupException("The database has no tables of this product: no backup was made. Make them with ./outbound db migrate, or see which database the connection strings name.");
        await DeploymentMark.RefuseOthersAsync(connection, environment, cancellationToken);
        var months = await connection.QueryAsync("""
            SELECT substr(c.relname, 10)::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             WHERE i.inhparent = to_regclass('outbound.job_logs') AND c.relname ~ '^job_logs_\d{4}_\d{2}$' ORDER BY 1
            """, r => r.GetString(0), cancellationToken);
        var now = await connection.QueryAsync("SELECT now(), current_database()::text, current_setting('server_version')", r => (At: r.GetFieldValue<DateTimeOffset>(0), Database: r.GetString(1), Server: r.GetString(2)), cancellationToken);
        return new BackupManifest
        {
            FormatVersion = BackupManifest.CurrentVersion, Product = ProductVersion.Text, Environment = environment, Database = now[0].Database, At = now[0].At, Server = now[0].Server,
            Migrations = migrations, Format = BackupFormat.Copy, LogMonths = months, Tables = [],
        };
    }

    private static async Task<BackupManifest> DumpAsync(NpgsqlConnection connection, string ownerConnectionString, BackupManifest manifest, PostgresTools tools, BackupWriter archive, Action<string> progress, CancellationToken cancellationToken)
    {
        var snapshot = (await connection.QueryAsync("SELECT pg_export_snapshot()", r => r.GetString(0), cancellationToken))[0];
        progress($"Dumping with pg_dump {tools.Major}.");
        var hash = await archive.AddAsync(BackupWriter.DumpName, isCompressed: true, to => tools.DumpAsync(ownerConnectionString, snapshot, to, cancellationToken));
        List<TableContent> tables = [];
        foreach (var table in await TableShape.ReadAsync(connection, cancellationToken))
        {
            if (table.IsLarge) progress($"Counting {table.Name}.");
            tables.Add(await table.MeasureAsync(connection, cancellationToken));
        }

        return manifest with { Format = BackupFormat.PgDump, Tool = tools.Major, DumpSha256 = hash, Tables = tables };
    }

    private static async Task<BackupManifest> CopyAsync(NpgsqlConnection connection, BackupManifest manifest, BackupWriter archive, Action<string> progress, CancellationToken cancellationToken)
    {
        List<TableContent> tables = [];
        foreach (var table in await TableShape.ReadAsync(connection, cancellationToken))
        {
            if (table.IsLarge) progress($"Copying {table.Name}.");
            // Of a query: a partitioned table itself gives no rows.
            var hash = await archive.AddAsync(BackupWriter.EntryOf(table.Name), isCompressed: false,
                to => TextCopy.FromAsync(connection, $"COPY (SELECT {table.ColumnList} FROM {table.Sql}) TO STDOUT", to, cancellationToken));
            tables.Add(await table.MeasureAsync(connection, cancellationToken) with { Sha256 = hash });
        }

        return manifest with { Tables = tables };
    }
}
