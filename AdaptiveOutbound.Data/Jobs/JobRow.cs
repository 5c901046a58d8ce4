namespace AdaptiveOutbound.Data.Jobs;

/// <summary>A job as it is read, with what tells why it waits.</summary>
public sealed record JobRow
{
    public required Guid Id { get; init; }
    public required string Type { get; init; }
    public required string Name { get; init; }
    public required string Queue { get; init; }
    public required short Priority { get; init; }
    public required string Status { get; init; }
    public required string Payload { get; init; }
    public required int Total { get; init; }
    public required int Processed { get; init; }
    public required int Failed { get; init; }
    public required int Enriched { get; init; }
    public required int NoMatch { get; init; }
    public required int Skipped { get; init; }
    public required int Unknown { get; init; }
    public required int Calls { get; init; }
    public required int CacheHits { get; init; }
    public required decimal Credits { get; init; }
    public required short Attempts { get; init; }
    public required short MaxAttempts { get; init; }
    public string? ProgressMessage { get; init; }
    public string? Result { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }
    public Guid? OriginId { get; init; }
    public Guid? LeadsTo { get; init; }
    public string? CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ScheduledFor { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
    public DateTimeOffset? NextRetryAt { get; init; }
    public required JobStanding Standing { get; init; }

    /// <summary>Whether it has spent what it may spend.</summary>
    public bool OverBudget { get; init; }

    /// <summary>Of an import that failed, or an enrichment of which something failed: whether it was undone or reverted, or is at this moment.</summary>
    public bool IsUndone { get; init; }
}

/// <summary>Where a job stands among others at the moment of reading.</summary>
/// <param name="Now">The database's clock.</param>
/// <param name="WorkerAlive">Whether any worker process is alive on this database.</param>
/// <param name="LaneRuns">Whether a chunk of its lane is open.</param>
/// <param name="OnlyRetriesLeft">Whether each of its open items waits for its retry.</param>
/// <param name="FollowsOpenJob">Whether a job that has not ended leads to it.</param>
public sealed record JobStanding(DateTimeOffset Now, bool WorkerAlive, bool LaneRuns, bool OnlyRetriesLeft, bool FollowsOpenJob)
{
    /// <summary>Until when its lane rests; null when it does not.</summary>
    public DateTimeOffset? LaneRestsUntil { get; init; }
    public string? LaneReason { get; init; }
    public string? LaneMessage { get; init; }

    /// <summary>Whether its lane is paused, by a restore or by hand in the database.</summary>
    public bool LaneIsPaused { get; init; }

    /// <summary>Whether a restore paused the job or its lane, and nobody has let work go on since.</summary>
    public bool RestsAfterRestore { get; init; }
}

/// <summary>One page of a list.</summary>
/// <param name="Next">Where the next page begins; null on the last one.</param>
public sealed record JobPage<T>(IReadOnlyList<T> Data, string? Next);

/// <summary>One step of a job.</summary>
public sealed record JobLogRow(long Id, string Level, string Event, string Message, string? Metadata, DateTimeOffset CreatedAt);

/// <summary>One record's share of a job, or one rejected line.</summary>
public sealed record JobItemRow(Guid Id, Guid? RecordId, long? Line, ItemState State, ItemOutcome? Outcome, short Attempts, string? Provider,
    decimal Credits, string? ErrorCode, string? ErrorField, string? ErrorMessage, DateTimeOffset? DueAt, DateTimeOffset? FinishedAt);
