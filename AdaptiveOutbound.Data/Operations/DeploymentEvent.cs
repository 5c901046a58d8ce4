namespace AdaptiveOutbound.Data.Operations;

/// <summary>What was done to this installation, and what a person vouched for. Rows are added and never changed.</summary>
public sealed class DeploymentEvent
{
    public long Id { get; init; }

    /// <summary>One of <see cref="DeploymentEventKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it was done with: a version, a migration, a file's name without its folder, the name of a check.</summary>
    public required string Name { get; init; }

    /// <summary>The build that did it, or that a person vouches for.</summary>
    public string? Version { get; init; }

    /// <summary>The person who vouches; null for what the program did itself.</summary>
    public string? SaidBy { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>JSON object.</summary>
    public string Detail { get; init; } = "{}";
}

/// <summary>Kinds of <see cref="DeploymentEvent"/>.</summary>
public static class DeploymentEventKind
{
    /// <summary>A release serves from now on.</summary>
    public const string Release = "release";

    /// <summary>The release before serves again.</summary>
    public const string Rollback = "rollback";

    /// <summary>A migration was applied, or undone.</summary>
    public const string Migration = "migration";

    public const string Backup = "backup";

    /// <summary>The data is that of a backup; work is held.</summary>
    public const string Restore = "restore";

    /// <summary>Work that was held goes on.</summary>
    public const string Resumed = "resumed";

    /// <summary>A person vouches for what no machine can see.</summary>
    public const string Signature = "signature";
}
