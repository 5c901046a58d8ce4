namespace AdaptiveOutbound.Data.Schedules;

/// <summary>Recurring work of a workspace. The row is the truth; Hangfire's recurring job mirrors it.</summary>
public sealed class Schedule
{
    public required Guid Id { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string Name { get; set; }

    /// <summary>Five fields of cron, read in <see cref="TimeZone"/>.</summary>
    public required string Cron { get; set; }

    /// <summary>IANA name.</summary>
    public required string TimeZone { get; set; }

    /// <summary>Type of the jobs that it makes: <c>enrich_accounts</c> or <c>enrich_contacts</c>.</summary>
    public required string Type { get; set; }

    /// <summary>Which records. JSON object.</summary>
    public string Filter { get; set; } = "{}";

    /// <summary>Whom to ask; null lets the workspace's keys decide at each run.</summary>
    public string? Provider { get; set; }

    /// <summary>0 to 10, 10 first, default 5.</summary>
    public short Priority { get; set; } = 5;

    /// <summary>The most credits that one run may spend; null is no limit of its own.</summary>
    public decimal? MaxCredits { get; set; }

    /// <summary>One of <see cref="ScheduleOverlap"/>.</summary>
    public string Overlap { get; set; } = ScheduleOverlap.Skip;

    /// <summary>One of <see cref="ScheduleMissed"/>.</summary>
    public string Missed { get; set; } = ScheduleMissed.Once;
    public bool Enabled { get; set; } = true;

    /// <summary>The time that the cron names; null while it is paused.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>When it starts: <see cref="DueAt"/> and its share of the spread. Moves in the transaction that makes the job.</summary>
    public DateTimeOffset? NextRunAt { get; set; }
    public DateTimeOffset? LastRunAt { get; set; }
    public Guid? LastJobId { get; set; }

    /// <summary>Why it waits, for people; null when it does not.</summary>
    public string? WaitingMessage { get; set; }

    /// <summary>Who made or last saved it, for people.</summary>
    public string? CreatedBy { get; set; }

    /// <summary>The member in whose name it runs; null when a token or a command made it.</summary>
    public Guid? OwnerUserId { get; set; }

    /// <summary>The API token in whose name it runs.</summary>
    public Guid? OwnerTokenId { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Optimistic lock: rises with each change by people.</summary>
    public int Revision { get; set; }

    /// <summary>Whether Hangfire's recurring job stands as the row says.</summary>
    public bool Mirrored { get; set; }
}

/// <summary>What came of one firing: the history of a schedule.</summary>
public sealed class ScheduleRun
{
    public required Guid Id { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required Guid ScheduleId { get; init; }

    /// <summary>The time that the cron named; of a run by hand, when it was asked for.</summary>
    public required DateTimeOffset DueAt { get; init; }
    public required DateTimeOffset FiredAt { get; init; }

    /// <summary>One of <see cref="ScheduleOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>One sentence for people.</summary>
    public string? Message { get; init; }
    public Guid? JobId { get; init; }
}

/// <summary>What to do when the job before has not ended.</summary>
public static class ScheduleOverlap
{
    /// <summary>This time is left out.</summary>
    public const string Skip = "skip";

    /// <summary>The job is made and works behind the other.</summary>
    public const string Queue = "queue";

    public static IReadOnlyList<string> All { get; } = [Skip, Queue];
}

/// <summary>What to do with times that passed while no worker ran.</summary>
public static class ScheduleMissed
{
    /// <summary>They are left out.</summary>
    public const string Skip = "skip";

    /// <summary>However many they were, it runs once.</summary>
    public const string Once = "once";

    public static IReadOnlyList<string> All { get; } = [Skip, Once];
}

/// <summary>What came of a firing.</summary>
public static class ScheduleOutcome
{
    /// <summary>A job was made.</summary>
    public const string Started = "started";

    /// <summary>No record is meant at this time.</summary>
    public const string Empty = "nothing_to_do";

    /// <summary>The job before had not ended.</summary>
    public const string Overlap = "overlap";

    /// <summary>The time passed while no worker ran.</summary>
    public const string Missed = "missed";

    /// <summary>Its member or key is gone: it tries again at its next time.</summary>
    public const string Waits = "waits";
}
