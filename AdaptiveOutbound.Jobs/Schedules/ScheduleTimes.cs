using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Jobs.Workspaces;

namespace AdaptiveOutbound.Jobs.Schedules;

/// <summary>When a schedule is due and when it runs. Pure.</summary>
internal sealed class ScheduleTimes(ScheduleOptions options)
{
    /// <summary>A run that begins later than this after its time counts as missed: no worker was there.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    /// <summary>The first time whose run is still to come; nulls when it is paused or there is none.</summary>
    public (DateTimeOffset? DueAt, DateTimeOffset? NextRunAt) After(Schedule schedule, DateTimeOffset now)
    {
        if (!schedule.Enabled || CronTimes.Read(schedule.Cron, now).Cron is not { } cron || TimeZones.Find(schedule.TimeZone) is not { } zone)
            return (null, null);
        var offset = options.OffsetOf(schedule.Id);
        var passed = now - offset;
        return cron.Next(schedule.DueAt is { } due && due > passed ? due : passed, zone) is { } next ? (next.ToUniversalTime(), next.ToUniversalTime() + offset) : (null, null);
    }

    /// <summary>Whether its time passed while no worker ran.</summary>
    public static bool IsMissed(Schedule schedule, DateTimeOffset now) => now - schedule.NextRunAt > Grace;
}
