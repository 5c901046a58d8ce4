namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>The account that runs the server: our own, unless we are root, whom PostgreSQL refuses.</summary>
internal sealed class ServerAccount
{
    private static readonly string[] Candidates = ["postgres", "nobody"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly ProgramRunner runner;

    private ServerAccount(string? name, ProgramRunner runner) => (Name, this.runner) = (name, runner);

    /// <summary>The other account's name, or null for our own.</summary>
    public string? Name { get; }

    /// <summary>Whether the server runs as somebody else.</summary>
    public bool IsOther => Name is not null;

    /// <summary>Chooses the account: as root <c>postgres</c>, else <c>nobody</c>.</summary>
    public static ServerAccount Choose(ProgramRunner runner)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess) return new ServerAccount(null, runner);

        var accounts = File.Exists("/etc/passwd") ? File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet() : [];
        var name = Candidates.FirstOrDefault(n => accounts.Contains(n) || OperatingSystem.IsMacOS() && n == "nobody");
        return name is not null
            ? new ServerAccount(name, runner)
            : throw new DatabaseUnavailableException(
                "This program runs as root, and there is neither an account postgres nor nobody to run PostgreSQL as: create one, or run as an ordinary user.");
    }

    /// <summary>Whether the account may enter this folder (the nearest one that exists).</summary>
    public async Task<bool> MayEnterAsync(string directory, CancellationToken cancellationToken)
    {
        if (Name is null) return true;

        var existing = directory;
        while (!Directory.Exists(existing)) existing = Path.GetDirectoryName(existing)!;
        var result = await runner.RunAsync("/bin/sh", ["-c", "cd \"$1\"", "sh", existing], Name, Limit, cancellationToken);
        return result.Succeeded;
    }

    /// <summary>Gives a file or folder to the account.</summary>
    public async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (Name is null) return;

        var result = await runner.RunAsync("chown", ["-h", Name, path], null, Limit, cancellationToken);
        if (!result.Succeeded)
            throw new DatabaseUnavailableException($"The account {Name} could not be given {path}: {result.Summary}");
    }
}
