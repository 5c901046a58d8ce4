using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Jobs;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>What can be done with a job as it stands: no button is shown that the state forbids, and what lets it spend says the most it can.</summary>
/// <param name="Handler">The page's handler.</param>
internal sealed record JobActions(string Handler, string Word, string Icon)
{
    /// <summary>The word without what it can spend.</summary>
    public string Verb => Word.Split(", ", 2)[0];

    /// <summary>What it can spend; null where it spends nothing.</summary>
    public string? Most => Word.Split(", ", 2) is [_, var most] ? most : null;

    /// <summary>In the order of their buttons; cancelling is apart, since it asks first.</summary>
    /// <param name="run">The jobs of its run, as far as they are known, itself among them: they go on together.</param>
    public static IReadOnlyList<JobActions> Of(JobView job, IReadOnlyList<JobView> run)
    {
        List<JobActions> actions = [];
        if (CanResume(job)) actions.Add(new("resume", "Resume" + JobCost.OfGoingOn(run), "play"));
        if (CanTryNow(job)) actions.Add(new("resume", "Try now" + JobCost.OfGoingOn(run), "retry"));
        if (job is { HasEnded: false, Status: JobStatus.Pending or JobStatus.Processing }) actions.Add(new("pause", "Pause", "pause"));
        if (CanRetry(job)) actions.Add(new("retry", "Retry" + JobCost.OfRetry(job, run), "retry"));
        return actions;
    }

    /// <summary>Whether one of its actions lets a run go on, which may spend.</summary>
    public static bool MaySpend(JobView job) => CanResume(job) || CanTryNow(job) || CanRetry(job);

    // What a restore paused goes on with everything else: resumed alone it would only wait in its lane.
    private static bool CanResume(JobView job) => job is { HasEnded: false, Status: JobStatus.Paused } and not { WaitingFor.Reason: WaitReasons.Restored };

    private static bool CanTryNow(JobView job) =>
        job is { HasEnded: false, Status: JobStatus.Pending or JobStatus.Processing, WaitingFor: { } wait } && LaneRest.Fixable.Contains(wait.Reason);

    // Lines that an import refused stay refused; an import that failed as a whole can be tried again.
    private static bool CanRetry(JobView job) => (job.Status is JobStatus.Failed or JobStatus.DeadLetter && !job.IsUndone)
        || (job is { Status: JobStatus.Completed, Counts.Failed: > 0, IsUndone: false, Type: JobTypes.EnrichAccounts or JobTypes.EnrichContacts });
}
