namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>Where PostgreSQL's programs may come from.</summary>
[Flags]
internal enum BinarySources
{
    /// <summary>What the machine has: the distribution's folders, Homebrew, PATH.</summary>
    System = 1,

    /// <summary>The npm package that holds PostgreSQL, kept in the data directory.</summary>
    Npm = 2,

    /// <summary>Debian's package, installed as root.</summary>
    Apt = 4,

    /// <summary>All of them, in this order.</summary>
    All = System | Npm | Apt,
}

/// <summary>How the embedded cluster is found and started.</summary>
internal sealed record EmbeddedOptions
{
    /// <summary>Folder of the cluster, its log, its passwords and its locks; kept across runs.</summary>
    public required string Directory { get; init; }

    /// <summary>True for throw-away clusters of tests: nothing is flushed to disk, and a crash of the machine may lose all of it.</summary>
    public bool Unsafe { get; init; }

    /// <summary>Where programs may come from, default everywhere.</summary>
    public BinarySources Sources { get; init; } = BinarySources.All;

    /// <summary>How long one step of starting or stopping may last, default 1 minute.</summary>
    public TimeSpan StepLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long fetching the programs may last, default 5 minutes.</summary>
    public TimeSpan FetchLimit { get; init; } = TimeSpan.FromMinutes(5);
}
