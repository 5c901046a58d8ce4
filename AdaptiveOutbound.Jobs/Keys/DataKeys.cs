using System.Security.Cryptography;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>Makes and opens the data keys of workspaces. Keeps none in memory.</summary>
internal sealed class DataKeys(IKeyStore store, IKeyWrapper wrapper, TimeProvider clock)
{
    /// <summary>Opens one version. The caller disposes it.</summary>
    /// <exception cref="SealBrokenException">The workspace has no data key of that version.</exception>
    /// <exception cref="KeyRingLostException">The ring does not open it.</exception>
    /// <exception cref="KeyRingUnavailableException">The ring cannot be read.</exception>
    public async Task<DataKey> OpenAsync(Guid workspaceId, int version, CancellationToken ct)
    {
        var all = await store.LoadDataKeysAsync(workspaceId, ct);
        var wrapped = all.FirstOrDefault(k => k.Version == version)
            ?? throw new SealBrokenException($"its data key {version} is not there");
        return Unwrap(workspaceId, wrapped);
    }

    /// <summary>
    /// The data key to seal with: the newest, or a new one where there is none or the ring does not open the newest, so that
    /// keys can be set again after the ring was lost. The caller disposes it.
    /// </summary>
    /// <exception cref="KeyRingUnavailableException">The ring cannot be read or written.</exception>
    public async Task<DataKey> CurrentAsync(Guid workspaceId, CancellationToken ct)
    {
        var newest = (await store.LoadDataKeysAsync(workspaceId, ct)).MaxBy(k => k.Version);
        if (newest is null) return await AddAsync(workspaceId, 1, ct);
        try
        {
            return Unwrap(workspaceId, newest);
        }
        catch (KeyRingLostException)
        {
            return await AddAsync(workspaceId, newest.Version + 1, ct);
        }
    }

    /// <summary>The versions that the ring does not open; empty when all is well.</summary>
    /// <exception cref="KeyRingUnavailableException">The ring cannot be read.</exception>
    public async Task<IReadOnlySet<int>> LostAsync(Guid workspaceId, CancellationToken ct)
    {
        var lost = new HashSet<int>();
        foreach (var wrapped in await store.LoadDataKeysAsync(workspaceId, ct))
        {
            try
            {
                Unwrap(workspaceId, wrapped).Dispose();
            }
            catch (KeyRingLostException)
            {
                lost.Add(wrapped.Version);
            }
        }

        return lost;
    }

    private async Task<DataKey> AddAsync(Guid workspaceId, int version, CancellationToken ct)
    {
        using var made = DataKey.Create(version);
        var wrapped = wrapper.Wrap(workspaceId, version, made.Bytes);
        var row = new WrappedDataKey(version, wrapper.Id, wrapped, clock.GetUtcNow());
        // Another process may have been first: what stands in the store is opened, never what was made here.
        return Unwrap(workspaceId, await store.AddDataKeyAsync(workspaceId, row, ct));
    }

    private DataKey Unwrap(Guid workspaceId, WrappedDataKey wrapped)
    {
        if (wrapped.WrapperId != wrapper.Id) throw new KeyRingLostException(workspaceId, wrapped.Version);
        var bytes = wrapper.Unwrap(workspaceId, wrapped.Version, wrapped.Wrapped.Span);
        if (bytes.Length == DataKey.Size) return new DataKey(wrapped.Version, bytes);
        CryptographicOperations.ZeroMemory(bytes);
        throw new KeyRingLostException(workspaceId, wrapped.Version);
    }
}
