namespace AdaptiveOutbound.Data.Audit;

/// <summary>Who did what in a workspace. Append-only; it outlives the workspace.</summary>
public sealed class AuditEvent
{
    public required Guid Id { get; init; }

    public required Guid WorkspaceId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who did it: an e-mail, <c>token …</c> or <c>command line</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>Stable code such as <c>key.replaced</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to, in words: never a key or a token's text.</summary>
    public required string Subject { get; init; }

    /// <summary>More about it, JSON object of texts; null when there is nothing to add.</summary>
    public string? Detail { get; init; }
}
