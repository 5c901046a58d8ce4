using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Workspaces;

namespace AdaptiveOutbound.Jobs.Schedules;

/// <summary>Looks at a workspace's schedules.</summary>
internal sealed class ReadSchedules(ScheduleRows rows, ScheduleWork work, EstimateJob estimates, TimeProvider clock)
{
    /// <summary>Times that are shown before a schedule is saved.</summary>
    public const int Shown = 5;

    /// <summary>Newest first, from the one before <paramref name="before"/> on.</summary>
    public async Task<JobPage<ScheduleView>> ListAsync(Guid workspaceId, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var page = await rows.ListAsync(workspaceId, before, limit, cancellationToken);
        return new([.. page.Data.Select(ScheduleView.From)], page.Next);
    }

    /// <summary>One of them, or null.</summary>
    public async Task<ScheduleView?> FindAsync(Guid workspaceId, Guid id, CancellationToken cancellationToken) =>
        await rows.FindAsync(workspaceId, id, cancellationToken) is { } found ? ScheduleView.From(found) : null;

    /// <summary>What came of its firings, newest first.</summary>
    public async Task<JobPage<ScheduleRunView>> RunsAsync(Guid workspaceId, Guid id, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var page = await rows.RunsAsync(workspaceId, id, before, limit, cancellationToken);
        return new([.. page.Data.Select(r => new ScheduleRunView(r.Id, r.DueAt, r.FiredAt, r.Outcome, r.Message, r.JobId))], page.Next);
    }

    /// <summary>The next times that a cron names in a zone; empty when it cannot be read or never fires.</summary>
    public IReadOnlyList<CronTime> NextTimes(string cron, string timeZone)
    {
        var now = clock.GetUtcNow();
        return CronTimes.Read(cron, now).Cron is { } times && TimeZones.Find(timeZone) is { } zone ? times.Next(now, zone, Shown) : [];
    }

    /// <summary>What is wrong with a cron; null when nothing is.</summary>
    public string? ProblemOf(string cron) => CronTimes.Read(cron, clock.GetUtcNow()).Problem;

    /// <summary>What a run would ask and can cost now, or why there would be none. Asks nobody.</summary>
    public async Task<(RunEstimate? Estimate, JobRefusal? Refusal)> EstimateAsync(Guid workspaceId, ScheduleView schedule, CancellationToken cancellationToken)
    {
        var (found, refusal) = await work.FindAsync(workspaceId, schedule, cancellationToken);
        if (found is null)
            return (null, refusal);
        var request = new EnrichRequest(schedule.Kind, null, schedule.Filter, found.Provider, Refresh: schedule.Filter.OlderThanDays is not null) { Most = found.Selection.Most };
        var (estimate, why) = await estimates.ExecuteAsync(workspaceId, request, cancellationToken);
        // That there is nothing to do now is no mistake of a schedule.
        return why == JobRefusal.Empty() ? (new(found.Provider, 0, 0, 0, 0, 0, 0, null, null), null) : (estimate, why);
    }
}
