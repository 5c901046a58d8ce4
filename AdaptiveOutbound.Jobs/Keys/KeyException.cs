namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>Why a stored key cannot be used. The message never holds the key.</summary>
internal abstract class KeyException(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Stable code, such as <c>needs_reentry</c>.</summary>
    public string Code { get; } = code;
}

/// <summary>The workspace has no key for the provider.</summary>
internal sealed class KeyNotSetException(string provider)
    : KeyException("key_not_set", $"This workspace has no key for {provider}: an admin sets one under Keys.");

/// <summary>
/// The ring does not open a data key: it was emptied or replaced, or its certificate is another one. The keys that the data
/// key sealed get the status <c>needs_reentry</c>; they come back by themselves when the ring does.
/// </summary>
internal sealed class KeyRingLostException(Guid workspaceId, int dataKeyVersion, Exception? cause = null)
    : KeyException(
        "needs_reentry",
        $"The key ring does not open data key {dataKeyVersion} of workspace {workspaceId}: the ring was emptied or replaced, "
        + "or its certificate is another one. Restore the ring from its backup, or set the workspace's provider keys again "
        + "(their status is needs_reentry).",
        cause);

/// <summary>The ring cannot be read at the moment (permissions, disk). Says nothing about the keys: no status changes.</summary>
internal sealed class KeyRingUnavailableException(string directory, Exception cause)
    : KeyException("key_ring_unavailable", $"The key ring in {directory} cannot be read: {cause.Message}", cause);

/// <summary>A seal does not open although its data key does: changed bytes, a row copied from elsewhere, an unknown format.</summary>
internal sealed class SealBrokenException(string why, Exception? cause = null)
    : KeyException(
        "needs_reentry",
        $"The stored key cannot be opened: {why}. Set the key again (its status is needs_reentry).",
        cause);

/// <summary>The ring may not be used in this environment; the process must not start.</summary>
internal sealed class KeyRingUnfitException(string message) : KeyException("key_ring_unfit", message);

/// <summary>
/// What a callback of the vault threw held the key; this stands in its place, with the key taken out and without the
/// original, whose texts would otherwise reach logs and job tables.
/// </summary>
internal sealed class KeyLeakStoppedException(string redacted)
    : KeyException("key_leak_stopped", $"A call failed with an error that held the key, which was taken out: {redacted}");
