using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Backups;
using Npgsql;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>How a backup is wanted.</summary>
/// <param name="Overwrites">Whether a file that is there may be replaced.</param>
/// <param name="Verifies">Whether it is restored where nobody sees it, and compared.</param>
/// <param name="Format">Null: pg_dump's where it is installed, else our own.</param>
internal sealed record BackupWish(bool Overwrites = false, bool Verifies = false, BackupFormat? Format = null);

/// <summary>A backup that was made.</summary>
/// <param name="File">Its full path.</param>
/// <param name="VerifiedAt">Null when that was not asked for.</param>
internal sealed record BackupMade(string File, string Sha256, long Bytes, BackupManifest Manifest, DateTimeOffset? VerifiedAt);

/// <summary>Backs the database up into one file. Works beside running workers: all rows are of one moment.</summary>
internal static class BackUpDatabase
{
    /// <summary>Makes the backup, under a temporary name until all of it is there.</summary>
    /// <param name="environment">The environment of this process: another one's database is refused.</param>
    /// <param name="progress">Told, in a sentence, what is done.</param>
    /// <exception cref="BackupException">It could not be made or does not verify; the message says what to do.</exception>
    public static async Task<BackupMade> ExecuteAsync(
        DatabaseConnections connections, string environment, string file, BackupWish wish, TimeProvider clock, Action<string> progress, CancellationToken cancellationToken)
    {
        var owner = connections.RequireOwner();
        var path = Path.GetFullPath(file);
        await using var archive = BackupWriter.Create(file, wish.Overwrites);
        var (manifest, sha256, bytes) = await WriteAsync(owner, environment, archive, path, wish.Format, clock, progress, cancellationToken);
        await using var connection = await OwnerWork.OpenAsync(owner, $"the backup {path} was made, but is not noted in the database", cancellationToken);
        DateTimeOffset? verified = null;
        try
        {
            if (wish.Verifies)
            {
                await VerifyBackup.TryAsync(connections, path, "the backup was made and is whole, but was not tried by a restore", clock, progress, cancellationToken);
                verified = clock.GetUtcNow();
            }
        }
        finally
        {
            // One that does not verify is noted as such, too.
            if (!await BackupEvents.AddAsync(connection, new(Path.GetFileName(path), sha256, bytes, manifest.Rows, manifest.Format, manifest.At, verified is not null, verified), CancellationToken.None))
                progress("The database is too old to keep a history of its backups.");
        }

        return new BackupMade(path, sha256, bytes, manifest, verified);
    }

    private static async Task<(BackupManifest Manifest, string Sha256, long Bytes)> WriteAsync(string owner, string environment, BackupWriter archive, string path, BackupFormat? format,
        TimeProvider clock, Action<string> progress, CancellationToken cancellationToken)
    {
        try
        {
            var tools = format == BackupFormat.Copy ? null : await ToolsAsync(owner, isNeeded: format is not null, clock, progress, cancellationToken);
            var manifest = await BackupSource.WriteAsync(owner, environment, tools, archive, progress, cancellationToken);
            var (sha256, bytes) = await archive.CompleteAsync(manifest, cancellationToken);
            return (manifest, sha256, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException(BackupTrouble.Sentence(e, path, "no backup was made"), e);
        }
        catch (NpgsqlException e)
        {
            throw new BackupException(BackupTrouble.Sentence(e, "no backup was made"), e);
        }
    }

    private static async Task<PostgresTools?> ToolsAsync(string owner, bool isNeeded, TimeProvider clock, Action<string> progress, CancellationToken cancellationToken)
    {
        var major = await OwnerWork.MajorAsync(owner, "no backup was made", cancellationToken);
        if (await PostgresTools.FindAsync(major, clock, cancellationToken) is { } tools) return tools;
        if (isNeeded) throw new BackupException($"No pg_dump of version {major} or newer was found, as this server needs: no backup was made. Leave --format out, or {PostgresTools.Advice(major)}.");
        progress($"No pg_dump of version {major} or newer was found: the backup is made without it.");
        return null;
    }
}
