using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>Removes a workspace's key for a provider.</summary>
internal sealed class RemoveKey(IKeyStore store, ILogger<RemoveKey> logger)
{
    /// <summary>Removes the key. Calls that already hold it end with it; none begins after this.</summary>
    /// <param name="workspaceId">Whose key.</param>
    /// <param name="provider">The provider's name.</param>
    /// <param name="by">Who removes it, for the audit log.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>False when there was none.</returns>
    public async Task<bool> ExecuteAsync(Guid workspaceId, string provider, string by, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        var removed = await store.RemoveAsync(workspaceId, provider, by, ct);
        if (removed) logger.KeyRemoved(workspaceId, provider);
        return removed;
    }
}
