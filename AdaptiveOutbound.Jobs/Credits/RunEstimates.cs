using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Limits;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Limits;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>What the estimates of imports and of selections share. Asks the provider for what is left of its credits, and for nothing else.</summary>
internal sealed class RunEstimates(
    RecordStore records, LookupStore lookups, LimitStore limits, ListKeys keys, ProviderCredits credits, BudgetRows budgets,
    IEnumerable<IProvider> providers, TimeProvider clock)
{
    /// <summary>Begins to count what a run would ask, with the workspace's settings as they stand.</summary>
    public async Task<AskCount> BeginAsync(Guid workspaceId, RecordKind kind, string provider, bool refresh, CancellationToken cancellationToken)
    {
        var (settings, _, _) = await records.LoadAsync(workspaceId, kind, [], [], cancellationToken);
        return new(workspaceId, providers.First(p => p.Name == provider), new AskOptions(settings.RevealPersonalEmails), settings, refresh, lookups);
    }

    /// <summary>The estimate of what was counted.</summary>
    /// <param name="total">Records of the run.</param>
    public async Task<RunEstimate> EndAsync(Guid workspaceId, RecordKind kind, string provider, int total, AskCount count, CancellationToken cancellationToken)
    {
        var fingerprint = provider == SandboxProvider.ProviderName ? provider
            : (await keys.ExecuteAsync(workspaceId, cancellationToken)).FirstOrDefault(key => key.Provider == provider)?.Fingerprint;
        var room = fingerprint is null ? null : await limits.RoomAsync(fingerprint, providers.First(p => p.Name == provider).EndpointOf(kind, bulk: true), cancellationToken);
        int? seconds = count.Calls == 0 ? 0 : room is null ? null : (int)Math.Ceiling(Math.Min(TimeAtLimit.Of(count.Calls, room).TotalSeconds, int.MaxValue));
        var left = fingerprint is null ? null : await credits.LeftAsync(workspaceId, provider, fingerprint, cancellationToken);
        return new(provider, total, count.CacheHits, count.Calls, 0, count.MaxCredits, seconds, left, await BudgetLeftAsync(workspaceId, provider, count.Settings, cancellationToken));
    }

    // The sandbox's credits count in no budget.
    private async Task<decimal?> BudgetLeftAsync(Guid workspaceId, string provider, EnrichmentSettings settings, CancellationToken cancellationToken)
    {
        if (provider == SandboxProvider.ProviderName || !settings.HasLimits) return null;
        return await budgets.FindAsync(workspaceId, UsageDays.Today(clock, settings.TimeZone), cancellationToken) is { } budget ? Budget.LeftForJob(budget) : null;
    }
}
