using System.Text.Json;
using System.Text.Json.Serialization;
using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Keys;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>The rows of custody in PostgreSQL: turns <see cref="KeyRows"/> into this folder's words.</summary>
internal sealed class KeyStore(KeyRows rows) : IKeyStore
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WrappedDataKey>> LoadDataKeysAsync(Guid workspaceId, CancellationToken ct) =>
        [.. (await rows.LoadDataKeysAsync(workspaceId, ct)).Select(Wrapped)];

    /// <inheritdoc/>
    public async Task<WrappedDataKey> AddDataKeyAsync(Guid workspaceId, WrappedDataKey dataKey, CancellationToken ct)
    {
        var row = new WorkspaceDataKey
        {
            WorkspaceId = workspaceId,
            Version = dataKey.Version,
            Wrapped = dataKey.Wrapped.ToArray(),
            WrapperId = dataKey.WrapperId,
            CreatedAt = dataKey.CreatedAt,
        };
        return Wrapped(await rows.AddDataKeyAsync(row, ct));
    }

    /// <inheritdoc/>
    public async Task<StoredKey?> ReadSealedAsync(Guid workspaceId, string provider, CancellationToken ct) =>
        await rows.ReadAsync(workspaceId, provider, ct) is { } row
            ? new StoredKey(row.KeyId, row.Revision, row.Sealed, row.DataKeyVersion, Read(provider, row.Shown))
            : null;

    /// <inheritdoc/>
    public Task<bool> WriteAsync(Guid workspaceId, string provider, StoredKey key, long expectedRevision, CancellationToken ct)
    {
        var m = key.Metadata;
        var shown = JsonSerializer.Serialize(new Shown(m.LastFour, m.Fingerprint, m.Status, m.AddedAt, m.AddedBy, m.LastUsedAt), Json);
        var row = new KeyRow(key.KeyId, key.Revision, key.DataKeyVersion, key.Sealed.ToArray(), shown);
        var line = new AuditLine(m.AddedBy, expectedRevision == 0 ? AuditActions.KeyAdded : AuditActions.KeyReplaced, provider,
            new Dictionary<string, string> { ["lastFour"] = m.LastFour, ["fingerprint"] = m.Fingerprint });
        return rows.WriteAsync(workspaceId, provider, row, expectedRevision, line, ct);
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(Guid workspaceId, string provider, string by, CancellationToken ct) =>
        rows.RemoveAsync(workspaceId, provider, new AuditLine(by, AuditActions.KeyRemoved, provider), ct);

    /// <inheritdoc/>
    public Task NoteTestAsync(Guid workspaceId, string provider, string by, string code, CancellationToken ct) => rows.NoteTestAsync(
        workspaceId, new AuditLine(by, AuditActions.KeyTested, provider, new Dictionary<string, string> { ["result"] = code }), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KeyMetadata>> ListMetadataAsync(Guid workspaceId, CancellationToken ct) =>
        [.. (await rows.ListAsync(workspaceId, ct)).Select(row => Read(row.Provider, row.Shown))];

    /// <inheritdoc/>
    public Task MarkStatusAsync(Guid workspaceId, string provider, Guid keyId, long revision, KeyStatus status, CancellationToken ct) =>
        rows.MarkStatusAsync(workspaceId, provider, keyId, revision, JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()), ct);

    /// <inheritdoc/>
    public Task MarkUsedAsync(Guid workspaceId, string provider, DateTimeOffset at, CancellationToken ct) =>
        rows.MarkUsedAsync(workspaceId, provider, at, ct);

    private static WrappedDataKey Wrapped(WorkspaceDataKey row) => new(row.Version, row.WrapperId, row.Wrapped, row.CreatedAt);

    private static KeyMetadata Read(string provider, string json)
    {
        var shown = JsonSerializer.Deserialize<Shown>(json, Json) ?? throw new JsonException("A key's row is empty.");
        return new KeyMetadata(provider, shown.LastFour, shown.Fingerprint, shown.Status, shown.AddedAt, shown.AddedBy, shown.LastUsedAt);
    }

    private sealed record Shown(string LastFour, string Fingerprint, KeyStatus Status, DateTimeOffset AddedAt, string AddedBy, DateTimeOffset? LastUsedAt);
}
