using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Data.Operations.Schema;
using Npgsql;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>Restores a backup where nobody sees it, and compares it with what it says of itself. Changes nothing.</summary>
internal static class VerifyBackup
{
    /// <summary>Verifies it, and notes that where the database knows the backup.</summary>
    /// <exception cref="BackupException">It is damaged, of a newer build, or does not restore to its rows.</exception>
    public static async Task<BackupManifest> ExecuteAsync(DatabaseConnections connections, string file, TimeProvider clock, Action<string> progress, CancellationToken cancellationToken)
    {
        var manifest = await TryAsync(connections, file, "it was not tried", clock, progress, cancellationToken);
        await using var connection = await OwnerWork.OpenAsync(connections.RequireOwner(), "the backup is good, but that is not noted", cancellationToken);
        await BackupEvents.MarkVerifiedAsync(connection, await BackupWriter.HashAsync(file, cancellationToken), clock.GetUtcNow(), cancellationToken);
        return manifest;
    }

    /// <summary>Verifies it.</summary>
    /// <param name="notDone">What is said of one that this build cannot restore, such as <c>it was not tried</c>.</param>
    public static async Task<BackupManifest> TryAsync(DatabaseConnections connections, string file, string notDone, TimeProvider clock, Action<string> progress, CancellationToken cancellationToken)
    {
        using var backup = await OpenAsync(file, notDone, progress, cancellationToken);
        var tools = await ToolsAsync(backup, clock, cancellationToken);
        try
        {
            await BackupTrial.RunAsync(connections, backup, tools, progress, cancellationToken);
            return backup.Manifest;
        }
        catch (NpgsqlException e)
        {
            throw new BackupException(BackupTrouble.Sentence(e, $"{file} was not verified, and nothing was changed"), e);
        }
    }

    /// <summary>Opens a backup that this build can restore, and reads all of it once.</summary>
    public static async Task<BackupReader> OpenAsync(string file, string notDone, Action<string> progress, CancellationToken cancellationToken)
    {
        var backup = BackupReader.Open(file);
        try
        {
            CheckMigrations(backup, notDone);
            progress($"Checking {file}.");
            await backup.CheckAsync(cancellationToken);
            return backup;
        }
        catch
        {
            backup.Dispose();
            throw;
        }
    }

    /// <summary>What reads a dump; null for a backup without one.</summary>
    public static async Task<PostgresTools?> ToolsAsync(BackupReader backup, TimeProvider clock, CancellationToken cancellationToken) => backup.Manifest.Format == BackupFormat.Copy
        ? null
        : await PostgresTools.FindAsync(backup.Manifest.Tool, clock, cancellationToken) ?? throw new BackupException(
            $"{backup.File} was made by pg_dump {backup.Manifest.Tool}, and no pg_restore of that version or a newer one was found: nothing was restored. To go on, {PostgresTools.Advice(backup.Manifest.Tool)}.");

    private static void CheckMigrations(BackupReader backup, string notDone)
    {
        var has = backup.Manifest.Migrations;
        // Its tables are made by the migrations of the build that restores it.
        if (has.Except(SchemaState.Known).FirstOrDefault() is { } newer)
            throw new BackupException($"{backup.File} is of a database with the migration {newer}, which this build ({ProductVersion.Text}) does not know: {notDone}. Take the program of the release that has it, or a newer one.");
        if (has.Count == 0 || !has.SequenceEqual(SchemaState.Known.Take(has.Count)))
            throw new BackupException($"{backup.File} is of a database that lacked the migration {SchemaState.Known.Except(has).First()} but had later ones: {notDone}. Take the version that made it ({backup.Manifest.Product}).");
    }
}
