using System.Diagnostics;
using System.Globalization;
using AdaptiveOutbound.Web.Commands;

namespace AdaptiveOutbound.Web.Releases;

/// <summary>
/// The folder of an installation: <c>releases/VERSION</c>, the links <c>current</c> and <c>previous</c> to two of them, and <c>backups</c>.
/// </summary>
internal sealed class ReleaseFolder(string path)
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Where backups of releases and rollbacks lie.</summary>
    public string Backups => System.IO.Path.Combine(Path, "backups");

    /// <summary>The version that <c>current</c> leads to; null before the first release.</summary>
    public string? Current => Target("current");

    /// <summary>The version that served before it; null when there was none, or when it is not here any more.</summary>
    public string? Previous => Target("previous") is { } version && Has(version) ? version : null;

    /// <summary>The installation that this program runs from; null when it runs from elsewhere, such as a checkout.</summary>
    public static ReleaseFolder? OfThisProgram() => VersionFolder?.Parent?.Parent is { } folder ? new ReleaseFolder(folder.FullName) : null;

    /// <summary>The version of the installation that this program is; null when it runs from elsewhere.</summary>
    public static string? VersionOfThisProgram => VersionFolder?.Name;

    // DIR/releases/VERSION/app
    private static DirectoryInfo? VersionFolder =>
        Directory.GetParent(AppContext.BaseDirectory.TrimEnd(System.IO.Path.DirectorySeparatorChar)) is { Parent: { Name: "releases", Parent: not null } } version ? version : null;

    public bool Has(string version) => Directory.Exists(Of(version));

    /// <summary>The folder of a version.</summary>
    public string Of(string version) => System.IO.Path.Combine(Path, "releases", version);

    /// <summary>Keeps other releases and rollbacks out until it is disposed, and removes what one that was killed left half written.</summary>
    /// <exception cref="CommandFailure">Another one is under way.</exception>
    public IDisposable Lock()
    {
        FileStream held;
        try
        {
            held = new FileStream(System.IO.Path.Combine(Path, ".switch.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CommandFailure($"{Path} may not be written by {Environment.UserName}: run this as root, or as the account that owns {Path}. Nothing was done.", cause: e);
        }
        catch (IOException)
        {
            throw new CommandFailure($"Another release or rollback of {Path} is under way: nothing was done.");
        }

        if (Directory.Exists(Backups))
            foreach (var half in Directory.EnumerateFiles(Backups, $"*{BackupSuffix}.*.part")) File.Delete(half);
        return held;
    }

    /// <summary>Notes of a version whether it failed to serve, so that it goes before those that did.</summary>
    public void MarkFailed(string version, bool failed)
    {
        var mark = System.IO.Path.Combine(Of(version), Failed);
        if (failed) File.WriteAllText(mark, "");
        else File.Delete(mark);
    }

    /// <summary>Leads <c>current</c> to this version, or nowhere, in one step: there is no moment without the link.</summary>
    public void Switch(string? version) => Link("current", version);

    /// <summary>Notes which version served before.</summary>
    public void NotePrevious(string? version) => Link("previous", version);

    /// <summary>Removes all but the newest versions. What serves, and what served before it, stays; what failed to serve goes.</summary>
    /// <returns>The versions that went.</returns>
    public IReadOnlyList<string> Prune(int keep)
    {
        var spare = new DirectoryInfo(System.IO.Path.Combine(Path, "releases")).EnumerateDirectories()
            .Where(d => d.Name != Current && d.Name != Previous && d.Name[0] != '.').ToLookup(d => File.Exists(System.IO.Path.Combine(d.FullName, Failed)));
        var stay = Math.Max(0, keep - new[] { Current, Previous }.Distinct().Count(v => v is not null));
        List<DirectoryInfo> old = [.. spare[true], .. spare[false].OrderByDescending(d => d.CreationTimeUtc).Skip(stay)];
        foreach (var folder in old) folder.Delete(recursive: true);
        return [.. old.Select(d => d.Name)];
    }

    /// <summary>
    /// Removes all but the newest backups. Of those that one version's attempts made one after the other only the first and the last stay: the
    /// first is from before what the attempts changed, and many attempts shall not push it out.
    /// </summary>
    public void PruneBackups(int keep)
    {
        List<FileInfo> newest = [.. new DirectoryInfo(Backups).EnumerateFiles($"*{BackupSuffix}").OrderByDescending(f => f.LastWriteTimeUtc)];
        var between = newest.Where((f, n) => n > 0 && n < newest.Count - 1 && Of(f) == Of(newest[n - 1]) && Of(f) == Of(newest[n + 1])).ToList();
        foreach (var file in between.Concat(newest.Except(between).Skip(keep))) file.Delete();

        static string Of(FileInfo file) => file.Name[..^(BackupSuffix.Length + Moment.Length)];
    }

    /// <summary>A name for a backup that is made now.</summary>
    public string NewBackup(string version, DateTimeOffset now) => System.IO.Path.Combine(MakeBackups(), $"before-{version}-{now.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture)}{BackupSuffix}");

    /// <summary>Makes the folder of backups where there is none, for its owner alone.</summary>
    public string MakeBackups()
    {
        Directory.CreateDirectory(Backups);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Backups, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Backups;
    }

    // Backups that people make by other names are theirs to remove.
    private const string BackupSuffix = ".release.backup", Moment = "yyyyMMddTHHmmssZ", Failed = ".failed";

    private string? Target(string link) =>
        new FileInfo(System.IO.Path.Combine(Path, link)).LinkTarget is { } target ? System.IO.Path.GetFileName(target.TrimEnd(System.IO.Path.DirectorySeparatorChar)) : null;

    private void Link(string name, string? version)
    {
        var link = System.IO.Path.Combine(Path, name);
        if (version is null)
        {
            File.Delete(link);
            return;
        }

        var made = $"{link}.new";
        File.Delete(made);
        File.CreateSymbolicLink(made, System.IO.Path.Combine("releases", version));
        // File.Move takes a link to a folder for no file; mv -T replaces the link itself, in one step.
        using var move = Process.Start("mv", ["-fT", made, link]);
        move.WaitForExit();
        if (move.ExitCode != 0) throw new IOException($"{link} cannot be led to {version}: may this account write in {Path}?");
    }
}
