namespace AdaptiveOutbound.Data.Jobs;

/// <summary>What a person, a schedule or the API asked for.</summary>
public sealed class Job
{
    public required Guid Id { get; init; }
    public required Guid WorkspaceId { get; init; }

    /// <summary>One of <see cref="JobTypes"/>.</summary>
    public required string Type { get; init; }

    public required string Name { get; set; }
    public required string Queue { get; init; }

    /// <summary>0 to 10, 10 first, default 5; orders within a lane.</summary>
    public short Priority { get; set; } = 5;

    /// <summary>One of <see cref="JobStatus"/>. No index names it, so that its updates stay in the page.</summary>
    public string Status { get; set; } = JobStatus.Pending;

    public string Payload { get; set; } = "{}";
    public required Guid LaneId { get; init; }

    /// <summary>Items that have not ended, and one for a job that still feeds this one. The job closes at 0.</summary>
    public int OpenItems { get; set; }

    /// <summary>Records of the job, or lines of its file; what progress counts to.</summary>
    public int Total { get; set; }
    public int Processed { get; set; }
    public int Failed { get; set; }

    /// <summary>Those of <see cref="Failed"/> that were parked after their last attempt.</summary>
    public int DeadLetters { get; set; }
    public int Enriched { get; set; }
    public int NoMatch { get; set; }
    public int Skipped { get; set; }

    /// <summary>Lookups whose answer was never seen; their credits stay counted as spent.</summary>
    public int Unknown { get; set; }
    public int Calls { get; set; }
    public int CacheHits { get; set; }
    public decimal Credits { get; set; }

    /// <summary>Those of <see cref="Credits"/> that were reserved for answers that were never seen.</summary>
    public decimal UnknownCredits { get; set; }

    /// <summary>Answers of the provider that cost nothing.</summary>
    public int Free { get; set; }

    /// <summary>Answers whose price was not believed.</summary>
    public int Disputed { get; set; }

    /// <summary>Whether its questions do not fit into what it may spend: its lane leaves it out until the limit is raised.</summary>
    public bool OverBudget { get; set; }

    /// <summary>The highest number of attempts that one of its items has had.</summary>
    public short Attempts { get; set; }
    public short MaxAttempts { get; set; } = 5;
    public string? ProgressMessage { get; set; }
    public string? Result { get; set; }
    public string? ErrorCode { get; set; }
    public string? ErrorMessage { get; set; }

    /// <summary>The most credits that it may spend, beside the workspace's limits; null is no limit of its own. What does not fit is left out.</summary>
    public decimal? MaxCredits { get; init; }

    /// <summary>The schedule that made it.</summary>
    public Guid? ScheduleId { get; init; }

    /// <summary>The job that led to this one.</summary>
    public Guid? OriginId { get; init; }

    /// <summary>The job that starts when this one has ended; it may already be fed while this one runs.</summary>
    public Guid? LeadsTo { get; init; }

    /// <summary>Next part of the file that an import or export reads, from 0.</summary>
    public int Cursor { get; set; }
    public string? CreatedBy { get; init; }

    /// <summary>W3C trace context of the request that made it, when that is recorded: its chunks link to it.</summary>
    public string? TraceParent { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ScheduledFor { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? CompletedAt { get; set; }
    public DateTimeOffset? NextRetryAt { get; set; }
}
