using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>Lets a paused job and its chain go on. For an open job that waits for a key, credits or its provider: tries again at once.</summary>
internal sealed class ResumeJob(OutboundDatabase database)
{
    /// <param name="by">Who asks, for the job's log.</param>
    public async Task<SteerResult> ExecuteAsync(Guid workspaceId, Guid jobId, CancellationToken cancellationToken, string? by = null)
    {
        await using var steering = await JobSteering.BeginAsync(database.App, workspaceId, cancellationToken);
        var chain = await steering.ChainAsync(jobId, cancellationToken);
        if (chain.Find(j => j.Id == jobId) is not { } asked)
            return new SteerResult.NotFound();
        if (chain.TrueForAll(j => j.HasEnded))
            return new SteerResult.Conflict($"The job has ended ({asked.Status}): there is nothing to resume.");
        await steering.ResumeAsync([.. chain.Select(j => j.Id)], cancellationToken);
        Guid[] paused = [.. chain.Where(j => j.Status == JobStatus.Paused).Select(j => j.Id)];
        await steering.LogAsync(paused, "resumed", "Job resumed", by, cancellationToken);
        await steering.CommitAsync(cancellationToken);
        return new SteerResult.Done();
    }
}
