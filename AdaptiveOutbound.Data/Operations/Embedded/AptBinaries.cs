namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>PostgreSQL from Debian's own package, for root only. The cluster that the package would make and start is not made.</summary>
internal sealed class AptBinaries(ProgramRunner runner, TimeSpan limit, Action<string> progress)
{
    private const string Settings = "/etc/postgresql-common/createcluster.d";

    /// <summary>Installs it; false where this cannot be done.</summary>
    public async Task<bool> InstallAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/apt-get")) return false;

        progress("Installing PostgreSQL with apt-get: no server is installed on this machine.");
        var setting = Path.Combine(Settings, "adaptive-outbound.conf");
        var made = !Directory.Exists(Settings);
        Directory.CreateDirectory(Settings);
        await File.WriteAllTextAsync(setting, "create_main_cluster = false\n", cancellationToken);
        try
        {
            if (await RunAsync(["install", "-y", "postgresql"], cancellationToken)) return true;

            // A fresh container has no list of packages yet.
            return await RunAsync(["update"], cancellationToken) && await RunAsync(["install", "-y", "postgresql"], cancellationToken);
        }
        finally
        {
            File.Delete(setting);
            if (made && Directory.Exists(Settings) && !Directory.EnumerateFileSystemEntries(Settings).Any()) Directory.Delete(Settings);
        }
    }

    private async Task<bool> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(
            "/usr/bin/env", ["DEBIAN_FRONTEND=noninteractive", "/usr/bin/apt-get", "-q", .. arguments], null, limit, cancellationToken);
        if (!result.Succeeded) progress($"apt-get {arguments[0]} failed: {result.Summary}");
        return result.Succeeded;
    }
}
