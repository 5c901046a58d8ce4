namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>What anybody may see of a key. There is no property here that could carry the key or its seal; a test holds that.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="LastFour">The last four characters, or <c>····</c>.</param>
/// <param name="Fingerprint">16 hex digits; one key has the same in all workspaces.</param>
/// <param name="Status">What is known about the key.</param>
/// <param name="AddedAt">When this value of the key was set.</param>
/// <param name="AddedBy">Who set it: a person's or a token's id or name, as the caller gave it.</param>
/// <param name="LastUsedAt">When it was last opened for a call, to the minute; null: never.</param>
internal sealed record KeyMetadata(
    string Provider, string LastFour, string Fingerprint, KeyStatus Status,
    DateTimeOffset AddedAt, string AddedBy, DateTimeOffset? LastUsedAt);

/// <summary>What is known about a key. In JSON and in the database: <c>active, unverified, rejected, needs_reentry</c>.</summary>
internal enum KeyStatus
{
    /// <summary>The provider took it.</summary>
    Active,

    /// <summary>Stored while the provider could not be asked.</summary>
    Unverified,

    /// <summary>The provider no longer takes it.</summary>
    Rejected,

    /// <summary>It cannot be opened: somebody must set it again.</summary>
    NeedsReentry,
}
