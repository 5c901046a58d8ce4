namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>Wraps data keys with a key that is not in the database: the ring by default, a vendor's key service later.</summary>
internal interface IKeyWrapper
{
    /// <summary>Stored beside each wrapped data key, so that another wrapper's keys are recognised.</summary>
    string Id { get; }

    /// <summary>Wraps a data key for this workspace and version only.</summary>
    /// <exception cref="KeyRingUnavailableException">The ring cannot be read or written.</exception>
    byte[] Wrap(Guid workspaceId, int version, ReadOnlySpan<byte> dataKey);

    /// <summary>Unwraps; the caller zeroes the answer.</summary>
    /// <exception cref="KeyRingLostException">The ring does not open it.</exception>
    /// <exception cref="KeyRingUnavailableException">The ring cannot be read.</exception>
    byte[] Unwrap(Guid workspaceId, int version, ReadOnlySpan<byte> wrapped);
}
