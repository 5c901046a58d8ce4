using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Data.Jobs;

/// <summary>A job to be written.</summary>
/// <param name="Total">Records or lines; what progress counts to.</param>
/// <param name="OpenItems">Items that must end before the job closes; one more for each job that feeds it.</param>
public sealed record NewJob(Guid Id, Guid LaneId, string Type, string Name, string Payload, int Total, int OpenItems)
{
    public string Queue { get; init; } = Lanes.LaneQueues.Interactive;
    public short Priority { get; init; } = 5;
    public DateTimeOffset? ScheduledFor { get; init; }
    public Guid? OriginId { get; init; }
    public Guid? LeadsTo { get; init; }
    public string? CreatedBy { get; init; }

    /// <summary>The most credits that it may spend; null is no limit of its own.</summary>
    public decimal? MaxCredits { get; init; }

    /// <summary>The schedule that makes it.</summary>
    public Guid? ScheduleId { get; init; }

    /// <summary>The records that become the job's items when it is written; its counts are then those of the items.</summary>
    public RecordSelection? Selection { get; init; }

    /// <summary>The line of the audit log that commits with it; null for a job that another one leads to.</summary>
    internal AuditLine? Audit { get; init; }
}

/// <summary>An item to be written: due now, or at <paramref name="DueAt"/>.</summary>
public readonly record struct NewItem(Guid Id, Guid JobId, Guid LaneId, Guid? RecordId, short Priority = 5, DateTimeOffset? DueAt = null);

/// <summary>Records by filter instead of by id: they may be more than should pass through the app.</summary>
/// <param name="Most">At most so many, those first about which a provider answered longest ago or never; null for all.</param>
public sealed record RecordSelection(RecordKind Kind, RecordFilter Filter, int? Most = null);
