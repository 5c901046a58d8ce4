using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Jobs;

namespace AdaptiveOutbound.Jobs.Schedules;

/// <summary>Runs a schedule by hand, whenever it is due; its next run stays where it is.</summary>
internal sealed class RunSchedule(ScheduleRows rows, ScheduleWork work, TimeProvider clock)
{
    /// <summary>The job; or why there is none; neither when there is no such schedule.</summary>
    /// <param name="remember">Given the job as it was written, says what commits with it.</param>
    public async Task<(Guid? JobId, JobRefusal? Refusal)> ExecuteAsync(Guid workspaceId, Guid schedule, string by, CancellationToken cancellationToken,
        Func<JobRow, IBatchEffect>? remember = null)
    {
        var now = clock.GetUtcNow();
        await using var firing = await rows.FireAsync(workspaceId, schedule, null, cancellationToken);
        if (firing is null)
            return (null, null);
        var view = ScheduleView.From(firing.Schedule);
        var open = await firing.OpenJobsAsync(cancellationToken);
        if (open >= FireSchedule.MostOpen || (open > 0 && view.Overlap == ScheduleOverlap.Skip))
            return (null, new("overlap", "Its job before has not ended. Wait for it, or cancel it."));
        var (found, refusal) = await work.FindAsync(workspaceId, view, cancellationToken);
        if (found is null)
            return (null, refusal);
        if (!await firing.MeansAnyAsync(found.Selection.Kind, found.Selection.Filter, cancellationToken))
            return (null, JobRefusal.Empty());
        var job = (await work.JobAsync(workspaceId, view, found, by, cancellationToken)) with { Audit = AuditedStart.Line(by, AuditActions.ScheduleRun, $"schedule {schedule}", ("name", view.Name)) };
        var run = new ScheduleRun
        {
            Id = Guid.CreateVersion7(now), WorkspaceId = workspaceId, ScheduleId = schedule, DueAt = now, FiredAt = now, Outcome = ScheduleOutcome.Started, Message = $"By hand: {by}", JobId = job.Id,
        };
        await firing.CommitAsync(job, new(firing.Schedule.DueAt, firing.Schedule.NextRunAt, null, run), CancellationToken.None, remember);
        return (job.Id, null);
    }
}
