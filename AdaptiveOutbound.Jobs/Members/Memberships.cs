using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Jobs.Members;

/// <summary>A workspace of a user and their role there.</summary>
internal sealed record MembershipView(Guid WorkspaceId, string Slug, string Name, WorkspaceRole Role);

/// <summary>The workspaces of a user. Asked for each request, so that a removed member can do nothing more.</summary>
internal sealed class Memberships(MemberRows rows)
{
    /// <summary>By name, at most 1,000.</summary>
    public async Task<IReadOnlyList<MembershipView>> ExecuteAsync(Guid userId, CancellationToken cancellationToken) =>
        [.. (await rows.OfUserAsync(userId, cancellationToken)).Select(m => new MembershipView(m.WorkspaceId, m.Slug, m.Name, WorkspaceRoleText.Parse(m.Role) ?? WorkspaceRole.Viewer))];
}
