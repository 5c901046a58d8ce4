namespace AdaptiveOutbound.Data.Members;

/// <summary>A workspace that a user may enter, and as what.</summary>
/// <param name="Role">One of <c>viewer, member, admin, owner</c>.</param>
public sealed record Membership(Guid WorkspaceId, string Slug, string Name, string Role);
