using System.Globalization;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Jobs.Jobs;

namespace AdaptiveOutbound.Jobs.Schedules;

/// <summary>
/// Fires a schedule whose time has come, in one transaction that moves its row and makes its job: however many processes and recurring
/// jobs try, one does it.
/// </summary>
internal sealed class FireSchedule(ScheduleRows rows, ScheduleWork work, ScheduleTimes times, TimeProvider clock)
{
    /// <summary>Jobs of one schedule that may be open at once when they queue.</summary>
    public const int MostOpen = 10;

    /// <summary>What came of it, one of <see cref="ScheduleOutcome"/>; null when it was not due, or another process has it.</summary>
    public async Task<string?> ExecuteAsync(Guid workspaceId, Guid schedule, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var firing = await rows.FireAsync(workspaceId, schedule, now, cancellationToken);
        if (firing is null)
            return null;
        var (outcome, message, job) = await DecideAsync(firing, now, cancellationToken);
        var (due, next) = times.After(firing.Schedule, now);
        if (next is null) // as when this machine does not know its zone
            (outcome, message, job) = (ScheduleOutcome.Waits, "It has no next time: look at its cron and its time zone, and save it again.", null);
        var run = new ScheduleRun
        {
            Id = Guid.CreateVersion7(now), WorkspaceId = workspaceId, ScheduleId = schedule, DueAt = firing.Schedule.DueAt ?? now, FiredAt = now, Outcome = outcome, Message = message, JobId = job?.Id,
        };
        await firing.CommitAsync(job, new(due, next, outcome == ScheduleOutcome.Waits ? message : null, run), cancellationToken);
        return outcome;
    }

    private async Task<(string Outcome, string? Message, NewJob? Job)> DecideAsync(FiringTransaction firing, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var schedule = firing.Schedule;
        var missed = ScheduleTimes.IsMissed(schedule, now);
        if (missed && schedule.Missed == ScheduleMissed.Skip)
            return (ScheduleOutcome.Missed, "No worker ran at this time.", null);
        var open = await firing.OpenJobsAsync(cancellationToken);
        if (open > 0 && schedule.Overlap == ScheduleOverlap.Skip)
            return (ScheduleOutcome.Overlap, "The job before had not ended.", null);
        if (open >= MostOpen)
            return (ScheduleOutcome.Overlap, string.Create(CultureInfo.InvariantCulture, $"{MostOpen} of its jobs had not ended."), null);
        if (!await firing.OwnerIsHereAsync(now, cancellationToken))
            return (ScheduleOutcome.Waits, $"It runs for {schedule.CreatedBy}, who may no longer run jobs here: an admin takes it over by saving it.", null);
        var (found, refusal) = await work.FindAsync(schedule.WorkspaceId, ScheduleView.From(schedule), cancellationToken);
        if (found is null)
            return (ScheduleOutcome.Waits, refusal!.Message, null);
        if (!await firing.MeansAnyAsync(found.Selection.Kind, found.Selection.Filter, cancellationToken))
            return (ScheduleOutcome.Empty, "No record matches its filter at this time.", null);
        var job = await work.JobAsync(schedule.WorkspaceId, ScheduleView.From(schedule), found, schedule.CreatedBy, cancellationToken);
        return (ScheduleOutcome.Started, missed ? "Late: no worker ran at its time." : null, job);
    }
}
