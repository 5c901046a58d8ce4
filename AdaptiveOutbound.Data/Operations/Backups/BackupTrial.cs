using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>Restores a backup where nobody sees it, and compares.</summary>
internal static class BackupTrial
{
    /// <summary>Tries it. Where this login may make no database it is tried in this one, in a transaction that is undone: other sessions see nothing of it.</summary>
    /// <exception cref="BackupException">It does not restore to the rows that it says.</exception>
    public static async Task RunAsync(DatabaseConnections connections, BackupReader backup, PostgresTools? tools, Action<string> progress, CancellationToken cancellationToken)
    {
        await using var scratch = await ScratchDatabase.CreateAsync(connections, cancellationToken);
        await using var connection = await OwnerWork.OpenAsync(scratch?.Owner ?? connections.RequireOwner(), "the backup was not verified", cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (scratch is null)
        {
            progress("This login may make no database: the backup is tried in a transaction that is undone.");
            await connection.ExecuteAsync($"DO $$ BEGIN IF to_regnamespace('outbound') IS NOT NULL THEN ALTER SCHEMA outbound RENAME TO {ReplacedSchema.Name()}; END IF; END $$", cancellationToken);
        }

        await new BackupLoader(connection, backup, tools, progress).LoadAsync(cancellationToken);
    }
}

/// <summary>The schema that stood where a backup is restored, until the transaction ends.</summary>
internal static class ReplacedSchema
{
    public static string Name() => $"outbound_replaced_{Guid.NewGuid():N}"[..26];
}
