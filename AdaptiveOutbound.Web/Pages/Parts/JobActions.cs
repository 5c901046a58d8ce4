using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>What can be done with a job as it stands: no button is shown that the state forbids.</summary>
/// <param name="Handler">The page's handler.</param>
internal sealed record JobActions(string Handler, string Word, string Icon)
{
    /// <summary>In the order of their buttons; cancelling is apart, since it asks first.</summary>
    public static IReadOnlyList<JobActions> Of(JobView job)
    {
        List<JobActions> actions = [];
        if (!job.HasEnded && job.Status == JobStatus.Paused) actions.Add(new("resume", "Resume", "play"));
        if (job is { HasEnded: false, Status: JobStatus.Pending or JobStatus.Processing })
        {
            if (job.WaitingFor is { } wait && LaneRest.Fixable.Contains(wait.Reason)) actions.Add(new("resume", "Try now", "retry"));
            actions.Add(new("pause", "Pause", "pause"));
        }

        if (CanRetry(job)) actions.Add(new("retry", RetryWord(job), "retry"));
        return actions;
    }

    // What is tried again is asked again: the button says what that can cost.
    private static string RetryWord(JobView job) => job.Type is JobTypes.EnrichAccounts or JobTypes.EnrichContacts && !Words.IsSandbox(job)
        ? $"Retry, at most {Times.Credits(job.Counts.Failed * ApolloCredits.MaxOf(job.Type == JobTypes.EnrichAccounts ? RecordKind.Account : RecordKind.Contact, new AskOptions(RevealPersonalEmails: true)))} credits"
        : "Retry";

    // Lines that an import refused stay refused; an import that failed as a whole can be tried again.
    private static bool CanRetry(JobView job) => job.Status is JobStatus.Failed or JobStatus.DeadLetter
        || (job is { Status: JobStatus.Completed, Counts.Failed: > 0, Type: JobTypes.EnrichAccounts or JobTypes.EnrichContacts });
}
