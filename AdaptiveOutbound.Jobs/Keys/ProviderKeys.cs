using System.Security.Cryptography;
using AdaptiveOutbound.Jobs.Providers;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>
/// The vault: the one way to a key in clear. It opens the key for one callback and wipes it afterwards; nothing in clear is
/// kept between two uses.
/// </summary>
internal sealed class ProviderKeys(IKeyStore store, DataKeys dataKeys, TimeProvider clock, ILogger<ProviderKeys> logger)
{
    // A key is used several times a second: its last use is written only this often, to save the round trips.
    private static readonly TimeSpan LastUseStep = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Runs <paramref name="use"/> with the opened key. It does not look at the status: whether a rejected key is worth a call
    /// is the caller's decision.
    /// </summary>
    /// <param name="workspaceId">The workspace that owns the key.</param>
    /// <param name="provider">The provider's name.</param>
    /// <param name="use">Must not keep the key: it is wiped when the task ends. Must not put it in results, logs or exceptions.</param>
    /// <param name="ct">Handed to <paramref name="use"/>.</param>
    /// <exception cref="KeyNotSetException">There is no key.</exception>
    /// <exception cref="KeyRingLostException">The ring does not open it; the status is now needs_reentry.</exception>
    /// <exception cref="SealBrokenException">The seal does not open; the status is now needs_reentry.</exception>
    /// <exception cref="KeyRingUnavailableException">The ring cannot be read; the status is as before.</exception>
    /// <exception cref="KeyLeakStoppedException">In place of an exception of <paramref name="use"/> that held the key.</exception>
    public Task<T> UseAsync<T>(
        Guid workspaceId, string provider, Func<ApiKey, CancellationToken, Task<T>> use, CancellationToken ct) =>
        UseAsync(workspaceId, provider, (key, _, token) => use(key, token), ct);

    /// <summary>The same for use cases of custody, which also mark the row that they opened.</summary>
    internal async Task<T> UseAsync<T>(
        Guid workspaceId, string provider, Func<ApiKey, StoredKey, CancellationToken, Task<T>> use, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        var stored = await store.ReadSealedAsync(workspaceId, provider, ct) ?? throw new KeyNotSetException(provider);
        var bytes = await OpenAsync(workspaceId, provider, stored, ct);
        try
        {
            await MarkOpenedAsync(workspaceId, provider, stored, ct);
            using var key = new ApiKey(bytes);
            return await KeyRedaction.RunAsync(bytes, () => use(key, stored, ct));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private async Task<byte[]> OpenAsync(Guid workspaceId, string provider, StoredKey stored, CancellationToken ct)
    {
        try
        {
            var version = SealedKey.DataKeyVersion(stored.Sealed.Span);
            using var dataKey = await dataKeys.OpenAsync(workspaceId, version, ct);
            // The provider asked for, not the one in the row: a row that answers for another one must not open.
            var identity = stored.IdentityIn(workspaceId) with { Provider = provider };
            return SealedKey.Open(identity, dataKey, stored.Sealed.Span);
        }
        catch (KeyException cause) when (cause is KeyRingLostException or SealBrokenException)
        {
            logger.KeyNotOpened(workspaceId, provider, cause.Message);
            await MarkAsync(workspaceId, provider, stored, KeyStatus.NeedsReentry, ct);
            throw;
        }
    }

    // A key that needed re-entry opens again once its ring is back. What the provider says about it is then not known.
    private async Task MarkOpenedAsync(Guid workspaceId, string provider, StoredKey stored, CancellationToken ct)
    {
        if (stored.Metadata.Status == KeyStatus.NeedsReentry)
            await MarkAsync(workspaceId, provider, stored, KeyStatus.Unverified, ct);
        var now = clock.GetUtcNow();
        if (stored.Metadata.LastUsedAt is not { } last || now - last >= LastUseStep)
            await store.MarkUsedAsync(workspaceId, provider, now, ct);
    }

    private Task MarkAsync(Guid workspaceId, string provider, StoredKey stored, KeyStatus status, CancellationToken ct) =>
        stored.Metadata.Status == status
            ? Task.CompletedTask
            : store.MarkStatusAsync(workspaceId, provider, stored.KeyId, stored.Revision, status, ct);
}
