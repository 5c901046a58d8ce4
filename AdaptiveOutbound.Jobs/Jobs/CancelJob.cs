using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>Ends a job and its chain for good: what a running batch has paid for is still written, the rest ends as cancelled.</summary>
internal sealed class CancelJob(OutboundDatabase database)
{
    /// <param name="by">Who asks, for the logs of job and workspace; null for a command.</param>
    public Task<SteerResult> ExecuteAsync(Guid workspaceId, Guid jobId, CancellationToken cancellationToken, string? by = null) =>
        SteerChain.ExecuteAsync(database, workspaceId, jobId, "cancel", JobStatus.Cancelled, async (steering, open) =>
        {
            Guid[] jobs = [.. open.Select(j => j.Id)];
            await steering.CancelAsync(jobs, cancellationToken);
            await steering.LogAsync(jobs, JobStatus.Cancelled, "Job cancelled", by, cancellationToken);
            await steering.AuditAsync(AuditedStart.Line(by, AuditActions.JobCancelled, $"job {jobId}"), cancellationToken);
        }, cancellationToken);
}
