namespace AdaptiveOutbound.Data.Keys;

/// <summary>A workspace's key for one provider as it stands in the settings: what may be shown, and the seal.</summary>
/// <param name="Shown">JSON object: last four, fingerprint, status, times.</param>
internal sealed record KeyRow(Guid KeyId, long Revision, int DataKeyVersion, byte[] Sealed, string Shown);
