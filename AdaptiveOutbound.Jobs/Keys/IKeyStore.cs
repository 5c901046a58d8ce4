namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>
/// The rows of custody: sealed keys and wrapped data keys. Every call stands alone (no transaction is open across two), since
/// a provider is asked between reading and writing.
/// </summary>
internal interface IKeyStore
{
    /// <summary>The workspace's wrapped data keys in any order; empty before its first key.</summary>
    Task<IReadOnlyList<WrappedDataKey>> LoadDataKeysAsync(Guid workspaceId, CancellationToken ct);

    /// <summary>Adds a data key. The first one of a version wins; the answer is the one that stands, committed.</summary>
    Task<WrappedDataKey> AddDataKeyAsync(Guid workspaceId, WrappedDataKey dataKey, CancellationToken ct);

    /// <summary>The sealed key, or null. The only call that selects the sealed column.</summary>
    Task<StoredKey?> ReadSealedAsync(Guid workspaceId, string provider, CancellationToken ct);

    /// <summary>
    /// Writes the first value (<paramref name="expectedRevision"/> 0: there must be no row) or replaces one: the row must
    /// still have <paramref name="key"/>'s <see cref="StoredKey.KeyId"/> and <paramref name="expectedRevision"/>.
    /// </summary>
    /// <returns>False when the row is another one by now; nothing was written. Else the audit log names who added the key.</returns>
    Task<bool> WriteAsync(Guid workspaceId, string provider, StoredKey key, long expectedRevision, CancellationToken ct);

    /// <summary>Removes the key and its seal; the audit log says that <paramref name="by"/> did.</summary>
    /// <returns>False when there was none.</returns>
    Task<bool> RemoveAsync(Guid workspaceId, string provider, string by, CancellationToken ct);

    /// <summary>Writes into the audit log that <paramref name="by"/> tested the key, and what came of it.</summary>
    Task NoteTestAsync(Guid workspaceId, string provider, string by, string code, CancellationToken ct);

    /// <summary>What may be seen of the workspace's keys, by provider. Must not select the sealed column.</summary>
    Task<IReadOnlyList<KeyMetadata>> ListMetadataAsync(Guid workspaceId, CancellationToken ct);

    /// <summary>Sets the status if the row still has this id and revision; otherwise does nothing: a new key is not blamed for the old.</summary>
    Task MarkStatusAsync(
        Guid workspaceId, string provider, Guid keyId, long revision, KeyStatus status, CancellationToken ct);

    /// <summary>Sets the time of last use, never back. Changes neither revision nor status.</summary>
    Task MarkUsedAsync(Guid workspaceId, string provider, DateTimeOffset at, CancellationToken ct);
}
