using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>Pauses a job and its chain: running batches end and are written, nothing more is taken.</summary>
internal sealed class PauseJob(OutboundDatabase database)
{
    /// <param name="by">Who asks, for the job's log.</param>
    public async Task<SteerResult> ExecuteAsync(Guid workspaceId, Guid jobId, CancellationToken cancellationToken, string? by = null)
    {
        await using var steering = await JobSteering.BeginAsync(database.App, workspaceId, cancellationToken);
        var chain = await steering.ChainAsync(jobId, cancellationToken);
        if (chain.Find(j => j.Id == jobId) is not { } asked)
            return new SteerResult.NotFound();
        if (chain.TrueForAll(j => j.HasEnded))
            return new SteerResult.Conflict($"The job has ended ({asked.Status}): there is nothing to pause.");
        Guid[] jobs = [.. chain.Where(j => j.Status is JobStatus.Pending or JobStatus.Processing).Select(j => j.Id)];
        await steering.PauseAsync(jobs, cancellationToken);
        await steering.LogAsync(jobs, "paused", "Job paused", by, cancellationToken);
        await steering.CommitAsync(cancellationToken);
        return new SteerResult.Done();
    }
}
