using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>Tells people what a file or the database would not do: what is the case, what was not done, what to do.</summary>
internal static class BackupTrouble
{
    private const int NoSpace = 28;
    private const int NoSpaceOnWindows = unchecked((int)0x80070070);

    /// <summary>Whether the disk is full.</summary>
    public static bool IsFull(Exception error) => error is IOException && (error.HResult is NoSpace or NoSpaceOnWindows || error.Message.Contains("No space left", StringComparison.Ordinal));

    /// <summary>Of the database.</summary>
    public static string Sentence(NpgsqlException error, string notDone) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => $"The disk that holds the database is full: {notDone}. Free some space there (until its end a restore, or its trial, needs room for a second copy), then try again.",
        PostgresException refused => $"The database refused a statement ({refused.SqlState}: {refused.MessageText}): {notDone}. Run the command again with --verbose to see which.",
        _ => $"The connection to the database broke ({(error.InnerException ?? error).Message}): {notDone}. See that PostgreSQL runs, then try again.",
    };

    /// <summary>Of a file.</summary>
    public static string Sentence(Exception error, string path, string notDone) => error switch
    {
        _ when IsFull(error) => $"The disk that holds {Path.GetDirectoryName(Path.GetFullPath(path))} is full: {notDone}, and no half of it is left. Free some space, or name a file on another disk.",
        UnauthorizedAccessException => $"{path} may not be written or read by this account: {notDone}. Name a file in a folder of your own.",
        DirectoryNotFoundException => $"The folder of {path} does not exist: {notDone}. Make it, or name another one.",
        FileNotFoundException => $"There is no file {path}: {notDone}.",
        _ => $"{path} could not be written or read ({error.Message}): {notDone}.",
    };
}
