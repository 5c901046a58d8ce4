using AdaptiveOutbound.Data.Operations.Schema;
using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>
/// Puts a backup in the place of what a database holds, as one transaction: the schema is set aside, made anew as it was when the backup
/// was made, filled, compared, brought up to this build, and only then the old one goes. Whatever fails leaves all as it was.
/// </summary>
internal static class RestoreTransaction
{
    /// <summary>Restores; what rests now.</summary>
    /// <param name="ownerConnectionString">Of the owner; the migration lock is held by the caller.</param>
    /// <param name="environment">Whose database this is.</param>
    /// <param name="note">Given what rests, writes the event; commits with the restore.</param>
    public static async Task<HeldThings> RunAsync(string ownerConnectionString, BackupReader backup, PostgresTools? tools, string environment,
        Func<NpgsqlConnection, HeldThings, Task> note, Action<string> progress, CancellationToken cancellationToken)
    {
        await using var connection = await OwnerWork.OpenAsync(ownerConnectionString, "nothing was restored", cancellationToken);
        var held = await RunAsync(connection, backup, tools, environment, note, progress, cancellationToken);
        await AnalyzeAsync(connection, progress, cancellationToken);
        return held;
    }

    private static async Task<HeldThings> RunAsync(NpgsqlConnection connection, BackupReader backup, PostgresTools? tools, string environment,
        Func<NpgsqlConnection, HeldThings, Task> note, Action<string> progress, CancellationToken cancellationToken)
    {
        var replaced = ReplacedSchema.Name();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockAsync(connection, cancellationToken);
        await connection.ExecuteAsync($"ALTER SCHEMA outbound RENAME TO {replaced}", cancellationToken);
        await new BackupLoader(connection, backup, tools, progress).LoadAsync(cancellationToken);
        foreach (var script in MigrationScripts.Between(backup.Manifest.Migrations[^1], SchemaState.Known[^1])) await connection.ExecuteAsync(script, cancellationToken);
        progress("Letting all work rest, and keeping out who was shut out.");
        var held = await RestoreHold.RunAsync(connection, backup.Manifest.At, cancellationToken);
        await RestoreCarry.RunAsync(connection, replaced, environment, cancellationToken);
        await BackupLoader.SetCountersAsync(connection, cancellationToken);
        await connection.ExecuteAsync("SELECT outbound.ensure_log_partitions()", cancellationToken);
        await note(connection, held);
        await connection.ExecuteAsync($"DROP SCHEMA {replaced} CASCADE", cancellationToken);
        await transaction.CommitAsync(CancellationToken.None); // half way through it nobody would know
        return held;
    }

    // Who reads goes on reading what was; who writes waits, since what they write would be lost.
    private static async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var tables = await TableShape.ReadAsync(connection, cancellationToken);
        try
        {
            await connection.ExecuteAsync($"SET LOCAL lock_timeout = '30s'; LOCK TABLE {string.Join(", ", tables.Select(t => t.Sql))} IN EXCLUSIVE MODE; SET LOCAL lock_timeout = '5min'", cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new BackupException("Somebody is writing to the database and does not end: nothing was restored. Stop web processes, workers and other tools that use it, then try again.", e);
        }
    }

    private static async Task AnalyzeAsync(NpgsqlConnection connection, Action<string> progress, CancellationToken cancellationToken)
    {
        progress("Restored. Gathering statistics.");
        try
        {
            foreach (var table in await TableShape.ReadAsync(connection, cancellationToken)) await connection.ExecuteAsync($"ANALYZE {table.Sql}", cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            progress("The database was restored, but its statistics were not gathered to the end: PostgreSQL does that by itself, and is slower until then.");
        }
    }
}
