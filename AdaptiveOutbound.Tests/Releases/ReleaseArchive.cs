using System.Diagnostics;
using AdaptiveOutbound.Tests.Support;

namespace AdaptiveOutbound.Tests.Releases;

/// <summary>Archives of releases as <c>./outbound publish</c> makes them, of the program that these tests were built with.</summary>
internal static class ReleaseArchive
{
    /// <summary>Makes one.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="version">What it calls itself.</param>
    /// <param name="change">Changes the folder before it is packed.</param>
    public static async Task<string> MakeAsync(string directory, string version, Action<string>? change = null)
    {
        var folder = Path.Combine(directory, $"outbound-{version}");
        CopyFolder(Path.Combine(Repository.Root, "AdaptiveOutbound.Web/bin/Release/net10.0"), Path.Combine(folder, "app"));
        UsePrecompiled(Path.Combine(folder, "app"));
        CopyFolder(Path.Combine(Repository.Root, "deploy"), Path.Combine(folder, "deploy"));
        CopyFolder(Path.Combine(Repository.Root, "docs"), Path.Combine(folder, "docs"));
        foreach (var file in new[] { "CHANGELOG.md", "README.md", "deploy/archive/outbound" }) File.Copy(Path.Combine(Repository.Root, file), Path.Combine(folder, Path.GetFileName(file)));
        await File.WriteAllTextAsync(Path.Combine(folder, "release.json"), $$"""{"version": "{{version}}", "commit": "", "builtAt": "2026-01-01T00:00:00Z", "tests": null}""");
        change?.Invoke(folder);
        var archive = Path.Combine(directory, $"outbound-{version}.tar.gz");
        await RunAsync("tar", "-C", directory, "--use-compress-program", "gzip -1", "-cf", archive, $"outbound-{version}");
        Directory.Delete(folder, recursive: true);
        return archive;
    }

    /// <summary>The program's data layer with one migration more, built from the repository.</summary>
    /// <returns>The assembly.</returns>
    public static async Task<string> BuildWithMigrationAsync(string directory)
    {
        await RunAsync("dotnet", "build", Path.Combine(Repository.Root, "AdaptiveOutbound.Data"), "-c", "Release", "-v", "quiet", "--nologo", "--artifacts-path", directory,
            "-p:RehearsalMigration=true", "-p:RunAnalyzers=false");
        return Directory.EnumerateFiles(directory, "AdaptiveOutbound.Data.dll", SearchOption.AllDirectories).Single(file => file.Contains("/bin/", StringComparison.Ordinal));
    }

    // The tests' own folder has the same assemblies, compiled ahead of time where ./outbound test built them: they start sooner.
    private static void UsePrecompiled(string folder)
    {
        foreach (var name in Directory.EnumerateFiles(folder, "*.dll").Select(Path.GetFileName))
        {
            var ours = Path.Combine(AppContext.BaseDirectory, name!);
            if (File.Exists(ours)) File.Copy(ours, Path.Combine(folder, name!), overwrite: true);
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await output}{await error}");
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
