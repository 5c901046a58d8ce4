namespace AdaptiveOutbound.Data.Members;

/// <summary>A user's place in a workspace.</summary>
public sealed class WorkspaceMember
{
    public required Guid WorkspaceId { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>One of <c>viewer, member, admin, owner</c>.</summary>
    public required string Role { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A link that makes whoever has the e-mail a member: valid once, 24 h.</summary>
public sealed class Invitation
{
    public required Guid Id { get; init; }

    public required Guid WorkspaceId { get; init; }

    /// <summary>Lower-cased address; nobody else may use the link.</summary>
    public required string Email { get; init; }

    /// <summary>One of <c>viewer, member, admin, owner</c>.</summary>
    public required string Role { get; init; }

    /// <summary>SHA-256 of the link's secret: 256 random bits.</summary>
    public required byte[] Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? CreatedBy { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was used.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }
}
