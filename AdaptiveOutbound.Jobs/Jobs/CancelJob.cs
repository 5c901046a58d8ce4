using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>Ends a job and its chain for good: what a running batch has paid for is still written, the rest ends as cancelled.</summary>
internal sealed class CancelJob(OutboundDatabase database)
{
    /// <param name="by">Who asks, for the job's log.</param>
    public async Task<SteerResult> ExecuteAsync(Guid workspaceId, Guid jobId, CancellationToken cancellationToken, string? by = null)
    {
        await using var steering = await JobSteering.BeginAsync(database.App, workspaceId, cancellationToken);
        var chain = await steering.ChainAsync(jobId, cancellationToken);
        if (chain.Find(j => j.Id == jobId) is not { } asked)
            return new SteerResult.NotFound();
        if (asked.Status == JobStatus.Cancelled && chain.TrueForAll(j => j.HasEnded))
            return new SteerResult.Done();
        if (chain.TrueForAll(j => j.HasEnded))
            return new SteerResult.Conflict($"The job has ended ({asked.Status}): there is nothing to cancel.");
        Guid[] jobs = [.. chain.Where(j => !j.HasEnded).Select(j => j.Id)];
        await steering.CancelAsync(jobs, cancellationToken);
        await steering.LogAsync(jobs, JobStatus.Cancelled, "Job cancelled", by, cancellationToken);
        await steering.CommitAsync(cancellationToken);
        return new SteerResult.Done();
    }
}
