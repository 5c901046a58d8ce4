namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>Chooses where the installation keeps its files.</summary>
internal static class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// The configured directory, or else <c>.data</c> beside the solution, or where there is none or the database's account may not
    /// enter it: <c>/var/lib/adaptive-outbound</c> for root, the account's own application data for others.
    /// </summary>
    /// <param name="configured">The setting <c>Data:Directory</c>, or null.</param>
    /// <param name="clock">The clock for the limit of the look.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<string> ChooseAsync(string? configured, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (File.Exists(configured)) throw new DatabaseUnavailableException($"Data__Directory is {configured}, which is a file: it must be a folder, or the name of one to be made.");
        if (!string.IsNullOrWhiteSpace(configured)) return Path.GetFullPath(configured);

        var account = ServerAccount.Choose(new ProgramRunner(clock));
        if (Solution(AppContext.BaseDirectory) is { } solution
            && Path.Combine(solution, ".data") is var beside
            && IsWritable(beside)
            && (Directory.Exists(Path.Combine(beside, "postgres", "server")) || await account.MayEnterAsync(beside, cancellationToken)))
            return beside;

        if (account.IsOther) return "/var/lib/adaptive-outbound";

        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return local.Length > 0
            ? Path.Combine(local, "adaptive-outbound")
            : throw new DatabaseUnavailableException("This account has no home directory to keep the database in: set Data__Directory to a folder.");
    }

    /// <summary>What to say when the database's account may not enter the directory.</summary>
    public static string NotEnterable(string directory, string account) =>
        $"Directory not enterable: this program runs as root, so PostgreSQL runs as {account}, and {account} may not enter {directory}; "
        + "set Data__Directory to a folder outside of it, such as /var/lib/adaptive-outbound.";

    /// <summary>What to say when we may not write there.</summary>
    public static string NotWritable(string directory) =>
        $"The directory {directory} belongs to another account or may not be written: set Data__Directory to a folder of your own.";

    private static string? Solution(string from)
    {
        for (var directory = new DirectoryInfo(from); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "outbound.sln"))) return directory.FullName;
        }

        return null;
    }

    /// <summary>Tries it: mode bits do not tell of read-only mounts and of other owners.</summary>
    private static bool IsWritable(string directory)
    {
        try
        {
            ClusterPaths.MakeFolder(directory, Environment.IsPrivilegedProcess ? OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : OwnerOnly);
            var probe = Path.Combine(directory, $".write-{Guid.NewGuid():N}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return true;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }
}
