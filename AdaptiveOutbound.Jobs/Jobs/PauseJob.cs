using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>Pauses a job and its chain: running batches end and are written, nothing more is taken.</summary>
internal sealed class PauseJob(OutboundDatabase database)
{
    /// <param name="by">Who asks, for the logs of job and workspace; null for a command.</param>
    public Task<SteerResult> ExecuteAsync(Guid workspaceId, Guid jobId, CancellationToken cancellationToken, string? by = null) =>
        SteerChain.ExecuteAsync(database, workspaceId, jobId, "pause", wanted: null, async (steering, open) =>
        {
            Guid[] jobs = [.. open.Where(j => j.Status is JobStatus.Pending or JobStatus.Processing).Select(j => j.Id)];
            await steering.PauseAsync(jobs, cancellationToken);
            await steering.LogAsync(jobs, "paused", "Job paused", by, cancellationToken);
            if (jobs.Length > 0)
                await steering.AuditAsync(AuditedStart.Line(by, AuditActions.JobPaused, $"job {jobId}"), cancellationToken);
        }, cancellationToken);
}
