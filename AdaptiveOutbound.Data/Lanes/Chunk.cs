namespace AdaptiveOutbound.Data.Lanes;

/// <summary>A sub-job: one visit to a lane, one Hangfire background job, always under 30 s. Its id runs at most once.</summary>
public sealed class Chunk
{
    public required Guid Id { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required Guid LaneId { get; init; }

    /// <summary>Unique per lane while the chunk is open: this is "at most W".</summary>
    public required short Slot { get; init; }

    /// <summary><c>queued</c>, <c>processing</c>, <c>finished</c> or <c>lost</c>. Every batch's commit asks for <c>processing</c>.</summary>
    public required string Status { get; set; }

    /// <summary>The worker process: key of the advisory lock that it holds while it lives.</summary>
    public int? WorkerId { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public int Items { get; set; }
    public string? HangfireId { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>A delayed Hangfire job that wakes a lane: one per lane and due minute.</summary>
public sealed class LaneWake
{
    public required Guid LaneId { get; init; }
    public required DateTimeOffset DueMinute { get; init; }
    public required Guid WorkspaceId { get; init; }
    public string? HangfireId { get; set; }
}
