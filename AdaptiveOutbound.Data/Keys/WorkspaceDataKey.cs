namespace AdaptiveOutbound.Data.Keys;

/// <summary>One wrapped data key of a workspace; the ring that unwraps it lies outside the database.</summary>
public sealed class WorkspaceDataKey
{
    public required Guid WorkspaceId { get; init; }

    /// <summary>Rises from 1; a sealed key names the version it was sealed with.</summary>
    public required int Version { get; init; }

    public required byte[] Wrapped { get; init; }

    public required string WrapperId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
