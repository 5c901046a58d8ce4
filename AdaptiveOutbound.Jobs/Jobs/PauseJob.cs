using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>Pauses a job and its chain: running batches end and are written, nothing more is taken.</summary>
internal sealed class PauseJob(OutboundDatabase database)
{
    /// <param name="by">Who asks, for the job's log.</param>
    public Task<SteerResult> ExecuteAsync(Guid workspaceId, Guid jobId, CancellationToken cancellationToken, string? by = null) =>
        SteerChain.ExecuteAsync(database, workspaceId, jobId, "pause", wanted: null, async (steering, open) =>
        {
            Guid[] jobs = [.. open.Where(j => j.Status is JobStatus.Pending or JobStatus.Processing).Select(j => j.Id)];
            await steering.PauseAsync(jobs, cancellationToken);
            await steering.LogAsync(jobs, "paused", "Job paused", by, cancellationToken);
        }, cancellationToken);
}
