using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>The key of a lane, opened for the calls of one batch. The sandbox needs none and has one of its own.</summary>
internal sealed class KeySource(ProviderKeys keys, IKeyStore store)
{
    /// <summary>What the sandbox's double takes for a key; it opens nothing.</summary>
    public const string SandboxKey = "sandbox-key";

    /// <summary>Runs <paramref name="use"/> with the key and the fingerprint that its limit is counted under.</summary>
    /// <exception cref="KeyException">There is no key, or it cannot be opened.</exception>
    public Task<T> UseAsync<T>(Guid workspaceId, string provider, Func<ApiKey, string, Task<T>> use, CancellationToken cancellationToken)
    {
        if (provider != SandboxProvider.ProviderName)
            return keys.UseAsync(workspaceId, provider, (key, stored, _) => use(key, stored.Metadata.Fingerprint), cancellationToken);
        return UseSandboxAsync(use);
    }

    /// <summary>The provider does not know the key any more.</summary>
    public async Task RejectAsync(Guid workspaceId, string provider, CancellationToken cancellationToken)
    {
        if (provider != SandboxProvider.ProviderName && await store.ReadSealedAsync(workspaceId, provider, cancellationToken) is { } stored)
            await store.MarkStatusAsync(workspaceId, provider, stored.KeyId, stored.Revision, KeyStatus.Rejected, cancellationToken);
    }

    /// <summary>The provider took the key: a status that said otherwise is over.</summary>
    public async Task ConfirmAsync(Guid workspaceId, string provider, CancellationToken cancellationToken)
    {
        if (provider != SandboxProvider.ProviderName && await store.ReadSealedAsync(workspaceId, provider, cancellationToken) is { Metadata.Status: KeyStatus.Rejected or KeyStatus.Unverified } stored)
            await store.MarkStatusAsync(workspaceId, provider, stored.KeyId, stored.Revision, KeyStatus.Active, cancellationToken);
    }

    private static async Task<T> UseSandboxAsync<T>(Func<ApiKey, string, Task<T>> use)
    {
        using var key = new ApiKey(SandboxKey);
        return await use(key, SandboxProvider.ProviderName);
    }
}
