using AdaptiveOutbound.Data.Jobs;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>What of a workspace's work needs a person.</summary>
/// <param name="Stuck">Work that waits for a key or for a provider's credits.</param>
/// <param name="DeadLetter">The newest dead letter of the last 24 hours.</param>
internal sealed record Needs(IReadOnlyList<StuckLane> Stuck, DeadJob? DeadLetter);

/// <summary>Finds what needs a person, however many jobs wait.</summary>
internal sealed class FindNeeds(JobNeeds needs, TimeProvider clock)
{
    private static readonly string[] ForPeople = [WaitReasons.Key, WaitReasons.ProviderCredits];
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <param name="made">The counts of the last day: without a dead letter among them none is looked for.</param>
    public async Task<Needs> ExecuteAsync(Guid workspaceId, MadeJobs made, CancellationToken cancellationToken) =>
        new(await needs.StuckAsync(workspaceId, ForPeople, cancellationToken),
            made.DeadLetter == 0 ? null : await needs.NewestDeadAsync(workspaceId, clock.GetUtcNow() - Day, cancellationToken));
}
