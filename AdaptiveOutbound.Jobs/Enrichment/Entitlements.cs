using System.Collections.Concurrent;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>
/// Endpoints that a key was refused for, as this process learnt. Asked again after a minute: somebody may have ticked the permission.
/// </summary>
internal sealed class Entitlements(TimeProvider clock)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string Fingerprint, string Endpoint), DateTimeOffset> _refused = new();

    public void Refuse(string fingerprint, string endpoint) => _refused[(fingerprint, endpoint)] = clock.GetUtcNow();

    public bool IsRefused(string fingerprint, string endpoint) =>
        _refused.TryGetValue((fingerprint, endpoint), out var at) && clock.GetUtcNow() - at < Memory;
}
