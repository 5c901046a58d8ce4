namespace AdaptiveOutbound.Data.Lanes;

/// <summary>Workspace × job type × provider: what fairness, pause and budget apply to.</summary>
public sealed class Lane
{
    public required Guid Id { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string Type { get; init; }

    /// <summary>Name of the provider, or empty for work that asks none.</summary>
    public required string Provider { get; init; }
    public short Weight { get; set; } = 1;

    /// <summary>The most chunks that may be open at once: 1 to 64, default 4.</summary>
    public short Width { get; set; } = 4;
    public bool Paused { get; set; }

    /// <summary>No chunk is rung before this time.</summary>
    public DateTimeOffset? WaitingUntil { get; set; }
    public string? WaitingReason { get; set; }
    public string? WaitingMessage { get; set; }

    /// <summary>Waits for the provider in a row without an answer between; sets the length of the next wait.</summary>
    public short WaitCount { get; set; }

    /// <summary>Items taken back from a dead worker wait here: batches are small until they have ended.</summary>
    public bool Careful { get; set; }

    /// <summary>Jobs that were paused or cancelled and whose items are still being set aside.</summary>
    public Guid[] StoppedJobs { get; set; } = [];
}
