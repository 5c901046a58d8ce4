using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>What pausing, resuming and cancelling share: the open jobs of a chain are steered as one, in one transaction.</summary>
internal static class SteerChain
{
    private const int MostAttempts = 3;

    /// <param name="database">Where the jobs are.</param>
    /// <param name="verb">What is asked for, as in "there is nothing to pause".</param>
    /// <param name="wanted">A status of an ended job that is what was asked for.</param>
    /// <param name="steer">Steers the open jobs of the chain; it is committed afterwards.</param>
    public static async Task<SteerResult> ExecuteAsync(OutboundDatabase database, Guid workspaceId, Guid jobId, string verb, string? wanted,
        Func<JobSteering, IReadOnlyList<SteeredJob>, Task> steer, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(database, workspaceId, jobId, verb, wanted, steer, cancellationToken);
            }
            catch (Exception e) when (attempt < MostAttempts && DatabaseTrouble.IsDeadlock(e))
            {
                // Nothing was done: the batch that it met has gone through.
            }
        }
    }

    private static async Task<SteerResult> TryAsync(OutboundDatabase database, Guid workspaceId, Guid jobId, string verb, string? wanted,
        Func<JobSteering, IReadOnlyList<SteeredJob>, Task> steer, CancellationToken cancellationToken)
    {
        await using var steering = await JobSteering.BeginAsync(database.App, workspaceId, cancellationToken);
        var chain = await steering.ChainAsync(jobId, cancellationToken);
        if (chain.Find(j => j.Id == jobId) is not { } asked)
            return new SteerResult.NotFound();
        SteeredJob[] open = [.. chain.Where(j => !j.HasEnded)];
        if (open.Length == 0)
            return asked.Status == wanted ? new SteerResult.Done() : new SteerResult.Conflict($"The job has ended ({asked.Status.Replace('_', ' ')}): there is nothing to {verb}.");
        await steer(steering, open);
        await steering.CommitAsync(cancellationToken);
        return new SteerResult.Done();
    }
}
