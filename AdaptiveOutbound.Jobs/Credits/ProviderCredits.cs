using System.Collections.Concurrent;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>
/// What a provider says is left of a workspace's credits. Asked with free calls and remembered for a minute; a provider that is slow or
/// away says nothing.
/// </summary>
internal sealed class ProviderCredits(ProviderKeys keys, KeyVerifier verify, TimeProvider clock, ILogger<ProviderCredits> logger)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<(Guid Workspace, string Provider, string Fingerprint), (decimal? Left, DateTimeOffset At)> _known = new();

    /// <summary>Credits left; null when the provider does not say.</summary>
    public async Task<decimal?> LeftAsync(Guid workspaceId, string provider, string fingerprint, CancellationToken cancellationToken)
    {
        if (provider == SandboxProvider.ProviderName) return null;
        var of = (workspaceId, provider, fingerprint);
        if (_known.TryGetValue(of, out var known) && clock.GetUtcNow() - known.At < Memory) return known.Left;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var test = await keys.UseAsync(workspaceId, provider, (key, token) => verify(provider, key, token), patience.Token);
            _known[of] = (test.CreditsLeft, clock.GetUtcNow());
            return test.CreditsLeft;
        }
        catch (Exception cause) when (cause is KeyException || (cause is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            logger.CreditsNotTold(workspaceId, provider, cause.Message);
            _known[of] = (null, clock.GetUtcNow()); // nor is it waited for again within the minute
            return null;
        }
    }
}
