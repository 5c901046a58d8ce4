using AdaptiveOutbound.Data.Jobs;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>Why an open job does not go on.</summary>
/// <param name="Reason">One of <see cref="WaitReasons"/>.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="Until">When it goes on by itself; null when that is unknown.</param>
public sealed record WaitingFor(string Reason, string Message, DateTimeOffset? Until)
{
    private static readonly WaitingFor Restored =
        new(WaitReasons.Restored, "The database was restored from a backup: work rests until an operator lets it go on (./outbound jobs resume --all).", null);

    /// <summary>Null when the job runs, has ended, or was paused by a person.</summary>
    public static WaitingFor? From(JobRow row)
    {
        var standing = row.Standing;
        if (row.CompletedAt is not null || row.Status is not (JobStatus.Pending or JobStatus.Processing))
            return row.CompletedAt is null && standing.RestsAfterRestore ? Restored : null;
        if (row.ScheduledFor > standing.Now && row.StartedAt is null)
            return new(WaitReasons.Scheduled, "Starts at its time.", row.ScheduledFor);
        if (row.OverBudget)
            return new(WaitReasons.Budget, "It has spent what one job may spend. It goes on when an admin raises that limit under Settings.", null);
        if (standing.RestsAfterRestore)
            return Restored;
        if (standing.LaneIsPaused)
            return new(WaitReasons.FairShare, "Its lane is paused.", null);
        if (!standing.WorkerAlive)
            return new(WaitReasons.Worker, "No worker is running: start one with ./outbound serve.", null);
        if (standing.LaneRestsUntil is { } until)
            return new(standing.LaneReason ?? WaitReasons.FairShare, standing.LaneMessage ?? "Its lane rests.", until);
        if (standing.OnlyRetriesLeft)
            return new(WaitReasons.Retry, "What is left failed in a way that may pass: it is tried again at its time.", row.NextRetryAt);
        return TurnOf(row);
    }

    private static WaitingFor? TurnOf(JobRow row)
    {
        if (row.StartedAt is null && row.Standing.FollowsOpenJob)
            return new(WaitReasons.FairShare, "Starts when the job before it has ended.", null);
        if (row.StartedAt is null || !row.Standing.LaneRuns)
            return row.StartedAt is not null && row.Standing.FollowsOpenJob ? null : new(WaitReasons.FairShare, "Other work has its turn first.", null);
        return null;
    }
}

/// <summary>The reasons of <see cref="WaitingFor"/>.</summary>
public static class WaitReasons
{
    public const string Worker = "worker";
    public const string FairShare = "fair_share";
    public const string RateLimit = "rate_limit";
    public const string Budget = "budget";
    public const string ProviderCredits = "provider_credits";
    public const string ProviderDown = "provider_down";
    public const string Key = "key";
    public const string Retry = "retry";
    public const string Scheduled = "scheduled";
    public const string Restored = "restored";
}
