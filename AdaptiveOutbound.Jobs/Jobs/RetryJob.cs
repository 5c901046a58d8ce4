using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>Tries again what failed in a job, parked items included, each with all its attempts. What the job led to stays ended if it has.</summary>
internal sealed class RetryJob(OutboundDatabase database)
{
    /// <param name="by">Who asks, for the logs of job and workspace; null for a command.</param>
    public async Task<SteerResult> ExecuteAsync(Guid workspaceId, Guid jobId, CancellationToken cancellationToken, string? by = null)
    {
        await using var steering = await JobSteering.BeginAsync(database.App, workspaceId, cancellationToken);
        var chain = await steering.ChainAsync(jobId, cancellationToken);
        if (chain.Find(j => j.Id == jobId) is not { } asked)
            return new SteerResult.NotFound();
        if (asked.Status == JobStatus.Cancelled)
            return new SteerResult.Conflict("The job was cancelled: start a new one.");
        if (await steering.IsUndoneAsync(jobId, cancellationToken))
            return new SteerResult.Conflict("What the job did was undone: start a new one, or import the file again.");
        var items = await steering.RetryAsync(jobId, cancellationToken);
        if (items == 0)
            return new SteerResult.Conflict($"The job is {asked.Status.Replace('_', ' ')} and has no failed records that could be tried again.");
        await steering.LogAsync([jobId], "retried", $"Trying {items} failed items again", by, cancellationToken);
        await steering.AuditAsync(AuditedStart.Line(by, AuditActions.JobRetried, $"job {jobId}", ("items", $"{items}")), cancellationToken);
        await steering.CommitAsync(cancellationToken);
        return new SteerResult.Done();
    }
}
