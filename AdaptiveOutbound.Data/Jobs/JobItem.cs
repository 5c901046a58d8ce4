namespace AdaptiveOutbound.Data.Jobs;

/// <summary>One record's share of a job, or one rejected line of an import.</summary>
public sealed class JobItem
{
    public required Guid Id { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required Guid JobId { get; init; }
    public required Guid LaneId { get; init; }
    public Guid? RecordId { get; init; }

    /// <summary>Physical line of the file, from 1; only rejected lines have it.</summary>
    public long? Line { get; init; }
    public ItemState State { get; set; }

    /// <summary>Order within the lane, lowest first: 10 − priority; below 0 what was taken back from a dead worker.</summary>
    public short Rank { get; set; } = 5;
    public DateTimeOffset? DueAt { get; set; }
    public Guid? ChunkId { get; set; }

    /// <summary>Counted when taken, so that a killed process counts too.</summary>
    public short Attempts { get; set; }

    /// <summary>How often the item was taken back from a dead worker.</summary>
    public short Rescues { get; set; }
    public ItemOutcome? Outcome { get; set; }
    public string? Provider { get; set; }
    public decimal Credits { get; set; }
    public string? ErrorCode { get; set; }
    public string? ErrorField { get; set; }
    public string? ErrorMessage { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>Where an item stands.</summary>
public enum ItemState : short
{
    /// <summary>May be taken by a chunk.</summary>
    Due = 0,

    /// <summary>A running chunk has it.</summary>
    Taken = 1,

    /// <summary>Has its outcome.</summary>
    Ended = 2,

    /// <summary>Waits for its due time.</summary>
    Waits = 3,

    /// <summary>Its job is paused.</summary>
    Held = 4,
}

/// <summary>How an item ended.</summary>
public enum ItemOutcome : short
{
    /// <summary>The work was done: a match, or any other work without error.</summary>
    Enriched = 1,
    NoMatch = 2,
    Failed = 3,

    /// <summary>There was nothing to ask.</summary>
    Skipped = 4,
    Cancelled = 5,

    /// <summary>Failed after the last attempt.</summary>
    DeadLetter = 6,
}
