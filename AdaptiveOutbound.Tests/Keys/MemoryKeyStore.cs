using AdaptiveOutbound.Jobs.Keys;

namespace AdaptiveOutbound.Tests.Keys;

/// <summary>The port's contract in memory.</summary>
internal sealed class MemoryKeyStore : IKeyStore
{
    private readonly Lock _lock = new();

    public Dictionary<(Guid Workspace, string Provider), StoredKey> Keys { get; } = [];

    public Dictionary<(Guid Workspace, int Version), WrappedDataKey> DataKeys { get; } = [];

    public int UsesMarked { get; private set; }

    public Task<IReadOnlyList<WrappedDataKey>> LoadDataKeysAsync(Guid workspaceId, CancellationToken ct)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<WrappedDataKey>>(
                [.. DataKeys.Where(k => k.Key.Workspace == workspaceId).Select(k => k.Value)]);
    }

    public Task<WrappedDataKey> AddDataKeyAsync(Guid workspaceId, WrappedDataKey dataKey, CancellationToken ct)
    {
        lock (_lock)
        {
            DataKeys.TryAdd((workspaceId, dataKey.Version), dataKey);
            return Task.FromResult(DataKeys[(workspaceId, dataKey.Version)]);
        }
    }

    public Task<StoredKey?> ReadSealedAsync(Guid workspaceId, string provider, CancellationToken ct)
    {
        lock (_lock) return Task.FromResult(Keys.GetValueOrDefault((workspaceId, provider)));
    }

    public Task<bool> WriteAsync(Guid workspaceId, string provider, StoredKey key, long expectedRevision, CancellationToken ct)
    {
        lock (_lock)
        {
            var stands = Keys.GetValueOrDefault((workspaceId, provider));
            if ((stands?.Revision ?? 0) != expectedRevision || (stands is not null && stands.KeyId != key.KeyId))
                return Task.FromResult(false);
            Keys[(workspaceId, provider)] = key;
            return Task.FromResult(true);
        }
    }

    public Task<bool> RemoveAsync(Guid workspaceId, string provider, string by, CancellationToken ct)
    {
        lock (_lock) return Task.FromResult(Keys.Remove((workspaceId, provider)));
    }

    public Task NoteTestAsync(Guid workspaceId, string provider, string by, string code, CancellationToken ct) => Task.CompletedTask;

    public Task<IReadOnlyList<KeyMetadata>> ListMetadataAsync(Guid workspaceId, CancellationToken ct)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<KeyMetadata>>(
                [.. Keys.Where(k => k.Key.Workspace == workspaceId).OrderBy(k => k.Key.Provider, StringComparer.Ordinal).Select(k => k.Value.Metadata)]);
    }

    public Task MarkStatusAsync(
        Guid workspaceId, string provider, Guid keyId, long revision, KeyStatus status, CancellationToken ct)
    {
        lock (_lock)
        {
            if (Keys.TryGetValue((workspaceId, provider), out var key) && key.KeyId == keyId && key.Revision == revision)
                Keys[(workspaceId, provider)] = key with { Metadata = key.Metadata with { Status = status } };
        }

        return Task.CompletedTask;
    }

    public Task MarkUsedAsync(Guid workspaceId, string provider, DateTimeOffset at, CancellationToken ct)
    {
        lock (_lock)
        {
            UsesMarked++;
            if (Keys.TryGetValue((workspaceId, provider), out var key))
                Keys[(workspaceId, provider)] = key with { Metadata = key.Metadata with { LastUsedAt = at } };
        }

        return Task.CompletedTask;
    }
}
