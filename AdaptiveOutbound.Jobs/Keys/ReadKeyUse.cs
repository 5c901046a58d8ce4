using AdaptiveOutbound.Data.Keys;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>Says what would wait without a key, for whoever is about to remove it.</summary>
internal sealed class ReadKeyUse(KeyUseRows rows)
{
    public Task<KeyUse> ExecuteAsync(Guid workspaceId, string provider, CancellationToken ct) => rows.ReadAsync(workspaceId, provider, ct);
}
