using System.Security.Cryptography;
using AdaptiveOutbound.Jobs.Providers;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>Sets or replaces a workspace's key for a provider, after the provider was asked about it.</summary>
internal sealed class SetKey(
    IKeyStore store, DataKeys dataKeys, FingerprintPepper pepper, KeyVerifier verify, TimeProvider clock, ILogger<SetKey> logger)
{
    /// <summary>
    /// Checks, verifies and stores. A key that is refused or rejected leaves the old one as it was; one that could not be
    /// verified is stored as <see cref="KeyStatus.Unverified"/>.
    /// </summary>
    /// <param name="workspaceId">The workspace that shall own the key.</param>
    /// <param name="provider">The provider's name, already known to exist.</param>
    /// <param name="entered">The key as entered; the caller wipes it where it can.</param>
    /// <param name="addedBy">Who sets it, for people to read.</param>
    /// <param name="ct">Ends the wait for the provider; then nothing was stored.</param>
    /// <exception cref="KeyRingUnavailableException">The ring cannot be read or written; nothing was stored.</exception>
    public async Task<SetKeyResult> ExecuteAsync(
        Guid workspaceId, string provider, ReadOnlyMemory<char> entered, string addedBy, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        if (KeyInput.Check(KeyInput.Trim(entered.Span)) is { } refusal)
            return Refused(workspaceId, provider, refusal.Code, refusal.Message);
        var key = KeyInput.Bytes(KeyInput.Trim(entered.Span));
        try
        {
            return await KeyRedaction.RunAsync(key, () => VerifyAndStoreAsync(workspaceId, provider, key, addedBy, ct));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private async Task<SetKeyResult> VerifyAndStoreAsync(
        Guid workspaceId, string provider, byte[] key, string addedBy, CancellationToken ct)
    {
        // Read before the provider is asked: whoever sets a key meanwhile makes this one a conflict, not a silent overwrite.
        var old = await store.ReadSealedAsync(workspaceId, provider, ct);
        var (verdict, message) = await VerifyAsync(provider, key, ct);
        if (verdict == KeyVerdict.Rejected) return Refused(workspaceId, provider, "key_rejected", message);
        var status = verdict == KeyVerdict.Accepted ? KeyStatus.Active : KeyStatus.Unverified;
        var sealedKey = await SealAsync(workspaceId, provider, key, old, await DescribeAsync(provider, key, status, addedBy, ct), ct);
        if (!await store.WriteAsync(workspaceId, provider, sealedKey, old?.Revision ?? 0, ct))
            return Refused(workspaceId, provider, "key_changed", "Somebody else changed this key meanwhile: look and set it again.");
        logger.KeySet(workspaceId, provider, addedBy, status);
        return new SetKeyResult.Stored(sealedKey.Metadata, message);
    }

    private async Task<(KeyVerdict Verdict, string Message)> VerifyAsync(string provider, byte[] key, CancellationToken ct)
    {
        using var opened = new ApiKey(key);
        var test = await verify(provider, opened, ct);
        return (test.Verdict, KeyRedaction.Clean(test.Message, key));
    }

    private async Task<KeyMetadata> DescribeAsync(
        string provider, byte[] key, KeyStatus status, string addedBy, CancellationToken ct)
    {
        var fingerprint = KeyFingerprint.Of(await pepper.ReadOrCreateAsync(ct), key);
        return new KeyMetadata(provider, KeyInput.LastFour(key), fingerprint, status, clock.GetUtcNow(), addedBy, LastUsedAt: null);
    }

    private async Task<StoredKey> SealAsync(
        Guid workspaceId, string provider, byte[] key, StoredKey? old, KeyMetadata metadata, CancellationToken ct)
    {
        using var dataKey = await dataKeys.CurrentAsync(workspaceId, ct);
        var id = old?.KeyId ?? Guid.CreateVersion7(clock.GetUtcNow());
        var identity = new KeyIdentity(workspaceId, provider, id, (old?.Revision ?? 0) + 1);
        var bytes = SealedKey.Seal(identity, dataKey, key);
        return new StoredKey(id, identity.Revision, bytes, dataKey.Version, metadata);
    }

    private SetKeyResult.Refused Refused(Guid workspaceId, string provider, string code, string message)
    {
        logger.KeyRefused(workspaceId, provider, code);
        return new SetKeyResult.Refused(code, message);
    }
}

/// <summary>What came of setting a key. Never holds the key.</summary>
internal abstract record SetKeyResult
{
    private SetKeyResult() { }

    /// <summary>Stored; <paramref name="Message"/> is what the provider (or the failure to reach it) said, for people.</summary>
    public sealed record Stored(KeyMetadata Key, string Message) : SetKeyResult;

    /// <summary>
    /// Not stored, the old key is as it was. Codes: <c>key_empty, key_too_long, key_control_character, key_not_ascii,
    /// key_rejected, key_changed</c>.
    /// </summary>
    public sealed record Refused(string Code, string Message) : SetKeyResult;
}
