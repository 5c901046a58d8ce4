using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Schedules;

/// <summary>Removes a schedule; jobs that it made go on. Hangfire's recurring job goes with the next look of a worker.</summary>
internal sealed class DeleteSchedule(ScheduleRows rows)
{
    /// <summary>False when there is none.</summary>
    public Task<bool> ExecuteAsync(Guid workspaceId, Guid id, string by, CancellationToken cancellationToken) =>
        rows.DeleteAsync(workspaceId, id, name => AuditedStart.Line(by, AuditActions.ScheduleRemoved, $"schedule {id}", ("name", name)), cancellationToken);
}
