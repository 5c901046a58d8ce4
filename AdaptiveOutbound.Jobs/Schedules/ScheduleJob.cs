using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Jobs.Workspaces;
using Hangfire;
using Hangfire.Common;

namespace AdaptiveOutbound.Jobs.Schedules;

/// <summary>What Hangfire's recurring jobs call. Its name and its method's name are stored with them: they must not change.</summary>
public sealed class ScheduleJob : IHangfireEntry
{
    private readonly DueSchedules _due;
    private readonly FireSchedule _fire;

    internal ScheduleJob(DueSchedules due, FireSchedule fire) => (_due, _fire) = (due, fire);

    /// <summary>Fires a schedule if its time has come; else does nothing, as when its share of the spread is still to come.</summary>
    public async Task RunSchedule(Guid scheduleId, CancellationToken cancellationToken)
    {
        if (await _due.WorkspaceOfAsync(scheduleId, cancellationToken) is { } workspace)
            await _fire.ExecuteAsync(workspace, scheduleId, cancellationToken);
    }
}

/// <summary>Lets Hangfire's recurring jobs stand as the schedules say, so that operators see them.</summary>
internal sealed class MirrorSchedules(DueSchedules due, JobStorage storage)
{
    private const int Step = 200;

    /// <summary>One step; how many were mirrored.</summary>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var some = await due.ToMirrorAsync(Step, cancellationToken);
        var manager = new RecurringJobManager(storage, HangfireSetup.Filters());
        foreach (var schedule in some)
        {
            if (schedule.Enabled && TimeZones.Find(schedule.TimeZone) is { } zone)
                manager.AddOrUpdate(IdOf(schedule.Id), Job.FromExpression<ScheduleJob>(j => j.RunSchedule(schedule.Id, CancellationToken.None), LaneQueues.Maintenance), schedule.Cron,
                    new RecurringJobOptions { TimeZone = zone, MisfireHandling = MisfireHandlingMode.Relaxed });
            else
                manager.RemoveIfExists(IdOf(schedule.Id));
        }

        if (some.Count > 0)
            await due.MirroredAsync(some, cancellationToken);
        return some.Count;
    }

    /// <summary>Finds what Hangfire lost or disabled, and removes what it has too much.</summary>
    public async Task HealAsync(CancellationToken cancellationToken)
    {
        var manager = new RecurringJobManager(storage, HangfireSetup.Filters());
        foreach (var id in await due.CompareAsync(cancellationToken))
            manager.RemoveIfExists(id);
    }

    private static string IdOf(Guid schedule) => $"{DueSchedules.MirrorPrefix}{schedule}";
}
