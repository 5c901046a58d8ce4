using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>
/// Removes an ended job with its items and its log; lookups, records and figures of use stay. It is gone at once; the rows go in
/// steps, which any worker takes.
/// </summary>
internal sealed class RemoveJob(OutboundDatabase database)
{
    /// <param name="by">Who asks, for the audit log.</param>
    public async Task<SteerResult> ExecuteAsync(Guid workspaceId, Guid jobId, string by, CancellationToken cancellationToken)
    {
        await using var steering = await JobSteering.BeginAsync(database.App, workspaceId, cancellationToken);
        var chain = await steering.ChainAsync(jobId, cancellationToken);
        if (chain.Find(j => j.Id == jobId) is not { } asked)
            return new SteerResult.NotFound();
        if (!asked.HasEnded)
            return new SteerResult.Conflict($"The job is {asked.Status}: only a job that has ended can be removed. Cancel it first.");
        // The export of an import reads the import's lines.
        if (chain.Exists(j => !j.HasEnded))
            return new SteerResult.Conflict("Another job of its chain has not ended yet: wait for it, or cancel it.");
        if (!await steering.RemoveAsync(jobId, cancellationToken))
            return new SteerResult.Conflict("The job was cancelled and a worker still sets its items aside: try again in a minute or two.");
        await steering.AuditAsync(new AuditLine(by, AuditActions.JobRemoved, $"job {jobId}"), cancellationToken);
        await steering.CommitAsync(cancellationToken);
        return new SteerResult.Done();
    }
}
