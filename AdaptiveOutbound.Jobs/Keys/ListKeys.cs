using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>Lists what may be seen of a workspace's keys.</summary>
internal sealed class ListKeys(IKeyStore store, DataKeys dataKeys, ILogger<ListKeys> logger)
{
    /// <summary>
    /// The keys by provider. After the ring was lost they show <see cref="KeyStatus.NeedsReentry"/> at once, not only after
    /// the first failed call; whatever happened to the ring, the list itself works, since re-entry begins there.
    /// </summary>
    public async Task<IReadOnlyList<KeyMetadata>> ExecuteAsync(Guid workspaceId, CancellationToken ct)
    {
        var keys = await store.ListMetadataAsync(workspaceId, ct);
        if (keys.Count == 0) return keys;
        var lost = await LostDataKeysAsync(workspaceId, ct);
        return lost.Count == 0 ? keys : await WithLostOnesAsync(workspaceId, keys, lost, ct);
    }

    private async Task<IReadOnlySet<int>> LostDataKeysAsync(Guid workspaceId, CancellationToken ct)
    {
        try
        {
            return await dataKeys.LostAsync(workspaceId, ct);
        }
        catch (KeyRingUnavailableException cause)
        {
            logger.RingNotRead(workspaceId, cause.Message);
            return new HashSet<int>();
        }
    }

    private async Task<IReadOnlyList<KeyMetadata>> WithLostOnesAsync(
        Guid workspaceId, IReadOnlyList<KeyMetadata> keys, IReadOnlySet<int> lost, CancellationToken ct)
    {
        var answer = new List<KeyMetadata>(keys.Count);
        foreach (var key in keys)
        {
            var stored = await store.ReadSealedAsync(workspaceId, key.Provider, ct);
            var unreadable = stored is not null && lost.Contains(stored.DataKeyVersion);
            answer.Add(unreadable ? key with { Status = KeyStatus.NeedsReentry } : key);
        }

        return answer;
    }
}
