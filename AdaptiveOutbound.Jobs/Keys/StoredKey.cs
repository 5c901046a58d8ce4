namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>A key's row as custody reads and writes it; it never leaves the classes of this folder.</summary>
/// <param name="KeyId">The key's id: new after a removal.</param>
/// <param name="Revision">
/// Counts the key's values from 1. It is part of the seal: nothing but <see cref="IKeyStore.WriteAsync"/> may change it (it is
/// not the revision of the workspace's settings).
/// </param>
/// <param name="Sealed">The sealed bytes, see <see cref="SealedKey"/>.</param>
/// <param name="DataKeyVersion">The data key that opens them, as in the bytes; a column for the search after a rotation.</param>
/// <param name="Metadata">What anybody may see.</param>
internal sealed record StoredKey(Guid KeyId, long Revision, ReadOnlyMemory<byte> Sealed, int DataKeyVersion, KeyMetadata Metadata)
{
    /// <summary>What the seal is bound to.</summary>
    public KeyIdentity IdentityIn(Guid workspaceId) => new(workspaceId, Metadata.Provider, KeyId, Revision);
}

/// <summary>A workspace's data key, wrapped; a row of <c>workspace_data_keys</c>. Never changed once added.</summary>
/// <param name="Version">1 or more, unique in the workspace.</param>
/// <param name="WrapperId">The <see cref="IKeyWrapper.Id"/> that wrapped it.</param>
/// <param name="Wrapped">The wrapped bytes.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record WrappedDataKey(int Version, string WrapperId, ReadOnlyMemory<byte> Wrapped, DateTimeOffset CreatedAt);
