using AdaptiveOutbound.Jobs.Providers;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>Asks the provider about the stored key and keeps the answer as its status.</summary>
internal sealed class TestKey(IKeyStore store, ProviderKeys keys, KeyVerifier verify, ILogger<TestKey> logger)
{
    /// <summary>
    /// Tests the key. Accepted makes it active, rejected makes it rejected; when the provider could not be asked the status
    /// stays. A rejected key is not removed.
    /// </summary>
    /// <exception cref="KeyException">The key is not set or cannot be opened; see <see cref="ProviderKeys"/>.</exception>
    public async Task<KeyTest> ExecuteAsync(Guid workspaceId, string provider, string by, CancellationToken ct)
    {
        var test = await keys.UseAsync(
            workspaceId, provider, (key, stored, token) => AskAsync(workspaceId, provider, key, stored, token), ct);
        await store.NoteTestAsync(workspaceId, provider, by, test.Code, ct);
        logger.KeyTested(workspaceId, provider, test.Verdict.ToString());
        return test;
    }

    private async Task<KeyTest> AskAsync(
        Guid workspaceId, string provider, ApiKey key, StoredKey stored, CancellationToken ct)
    {
        var test = await verify(provider, key, ct);
        if (StatusAfter(test.Verdict) is { } status && status != stored.Metadata.Status)
            await store.MarkStatusAsync(workspaceId, provider, stored.KeyId, stored.Revision, status, ct);
        return test with { Message = KeyRedaction.Clean(test.Message, key) };
    }

    private static KeyStatus? StatusAfter(KeyVerdict verdict) => verdict switch
    {
        KeyVerdict.Accepted => KeyStatus.Active,
        KeyVerdict.Rejected => KeyStatus.Rejected,
        _ => null,
    };
}
