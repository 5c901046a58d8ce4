namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>A key as people and scripts see it: in the API, in <c>--json</c> and on the pages. All but the first two are null when there is none.</summary>
internal sealed record KeyView(string Provider, bool Configured, string? LastFour, string? Fingerprint, KeyStatus? Status,
    DateTimeOffset? AddedAt, string? AddedBy, DateTimeOffset? LastUsedAt)
{
    public static KeyView From(KeyMetadata key) =>
        new(key.Provider, true, key.LastFour, key.Fingerprint, key.Status, key.AddedAt, key.AddedBy, key.LastUsedAt);

    /// <summary>Each provider that takes a key, with the key that the workspace has.</summary>
    public static IReadOnlyList<KeyView> All(IReadOnlyList<KeyMetadata> keys) =>
        [.. KeyProviders.All.Select(p => keys.FirstOrDefault(k => k.Provider == p) is { } key ? From(key) : new KeyView(p, false, null, null, null, null, null, null))];
}
