using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>Lets a paused job and its chain go on. For an open job that waits for a key, credits or its provider: tries again at once.</summary>
internal sealed class ResumeJob(OutboundDatabase database)
{
    /// <param name="by">Who asks, for the logs of job and workspace; null for a command.</param>
    public Task<SteerResult> ExecuteAsync(Guid workspaceId, Guid jobId, CancellationToken cancellationToken, string? by = null) =>
        SteerChain.ExecuteAsync(database, workspaceId, jobId, "resume", wanted: null, async (steering, open) =>
        {
            await steering.ResumeAsync([.. open.Select(j => j.Id)], cancellationToken);
            Guid[] paused = [.. open.Where(j => j.Status == JobStatus.Paused).Select(j => j.Id)];
            await steering.LogAsync(paused, "resumed", "Job resumed", by, cancellationToken);
            await steering.AuditAsync(AuditedStart.Line(by, AuditActions.JobResumed, $"job {jobId}"), cancellationToken);
        }, cancellationToken);
}
