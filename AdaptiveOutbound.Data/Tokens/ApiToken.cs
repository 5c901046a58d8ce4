namespace AdaptiveOutbound.Data.Tokens;

/// <summary>A credential of the REST API, bound to one workspace and role. The token itself is kept nowhere.</summary>
public sealed class ApiToken
{
    public required Guid Id { get; init; }

    public required Guid WorkspaceId { get; init; }

    /// <summary>What people call it: 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>One of <c>viewer, member, admin, owner</c>.</summary>
    public required string Role { get; init; }

    /// <summary>SHA-256 of the token: 256 random bits need no slow hash.</summary>
    public required byte[] Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? CreatedBy { get; init; }

    /// <summary>From then on it is refused; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>To the minute; null: never used.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}
