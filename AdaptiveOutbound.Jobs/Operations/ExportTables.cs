using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Backups;
using Npgsql;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>Writes each table as a CSV file, without seals, hashes and secrets.</summary>
internal static class ExportTables
{
    /// <summary>Writes them into a folder that is new or empty; rows by table.</summary>
    /// <exception cref="BackupException">It could not be done; the message says what to do.</exception>
    public static async Task<IReadOnlyDictionary<string, long>> ExecuteAsync(DatabaseConnections connections, string directory, Action<string> progress, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(directory);
        if (File.Exists(folder)) throw new BackupException($"{directory} is a file: nothing was exported. Name a folder.");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new BackupException($"{directory} is not empty: nothing was exported. Name a new folder.");
        var isDone = false;
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var rows = await TableExport.RunAsync(connections.RequireOwner(), folder, progress, cancellationToken);
            isDone = true;
            return rows;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException(BackupTrouble.Sentence(e, Path.Combine(folder, "…"), "nothing was exported"), e);
        }
        catch (NpgsqlException e)
        {
            throw new BackupException(BackupTrouble.Sentence(e, "nothing was exported"), e);
        }
        finally
        {
            // Half an export is none.
            if (!isDone && Directory.Exists(folder)) foreach (var file in Directory.EnumerateFiles(folder, "*.csv")) File.Delete(file);
        }
    }
}
