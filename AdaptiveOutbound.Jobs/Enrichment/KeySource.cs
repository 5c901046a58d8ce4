using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>What the provider thought of a key.</summary>
internal enum KeyReception
{
    /// <summary>Nothing was heard of it.</summary>
    NotTold,
    Accepted,
    Rejected,
}

/// <summary>The key of a lane, opened for the calls of one batch. The sandbox needs none and has one of its own.</summary>
internal sealed class KeySource(ProviderKeys keys, IKeyStore store)
{
    /// <summary>What the sandbox's double takes for a key; it opens nothing.</summary>
    public const string SandboxKey = "sandbox-key";

    /// <summary>
    /// Runs <paramref name="use"/> with the key and the fingerprint that its limit is counted under. What the provider thought of
    /// it becomes the status of that very key: one that was set meanwhile keeps its own.
    /// </summary>
    /// <exception cref="KeyException">There is no key, or it cannot be opened.</exception>
    public Task UseAsync(Guid workspaceId, string provider, Func<ApiKey, string, Task<KeyReception>> use, CancellationToken cancellationToken) =>
        provider == SandboxProvider.ProviderName ? UseSandboxAsync(use) : keys.UseAsync(workspaceId, provider, async (key, stored, _) =>
        {
            var reception = await use(key, stored.Metadata.Fingerprint);
            await MarkAsync(workspaceId, provider, stored, reception);
            return reception;
        }, cancellationToken);

    private async Task MarkAsync(Guid workspaceId, string provider, StoredKey key, KeyReception reception)
    {
        KeyStatus? changed = (reception, key.Metadata.Status) switch
        {
            (KeyReception.Rejected, not KeyStatus.Rejected) => KeyStatus.Rejected,
            (KeyReception.Accepted, KeyStatus.Rejected or KeyStatus.Unverified) => KeyStatus.Active,
            _ => null,
        };
        if (changed is { } status)
            await store.MarkStatusAsync(workspaceId, provider, key.KeyId, key.Revision, status, CancellationToken.None);
    }

    private static async Task UseSandboxAsync(Func<ApiKey, string, Task<KeyReception>> use)
    {
        using var key = new ApiKey(SandboxKey);
        await use(key, SandboxProvider.ProviderName);
    }
}
