using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>Removes a workspace's key for a provider.</summary>
internal sealed class RemoveKey(IKeyStore store, ILogger<RemoveKey> logger)
{
    /// <summary>Removes the key. Calls that already hold it end with it; none begins after this.</summary>
    /// <returns>False when there was none.</returns>
    public async Task<bool> ExecuteAsync(Guid workspaceId, string provider, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        var removed = await store.RemoveAsync(workspaceId, provider, ct);
        if (removed) logger.KeyRemoved(workspaceId, provider);
        return removed;
    }
}
