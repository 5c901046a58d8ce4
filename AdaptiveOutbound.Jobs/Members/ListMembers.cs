using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Jobs.Members;

/// <summary>A member as others see them.</summary>
/// <param name="Since">When they became a member.</param>
internal sealed record MemberView(Guid UserId, string Name, string Email, WorkspaceRole Role, DateTimeOffset Since);

/// <summary>Lists a workspace's members.</summary>
internal sealed class ListMembers(MemberRows rows)
{
    /// <summary>By name, at most 1,000.</summary>
    public async Task<IReadOnlyList<MemberView>> ExecuteAsync(Guid workspaceId, CancellationToken cancellationToken) =>
        [.. (await rows.ListAsync(workspaceId, cancellationToken)).Select(m => new MemberView(m.UserId, m.Name, m.Email, WorkspaceRoleText.Parse(m.Role) ?? WorkspaceRole.Viewer, m.CreatedAt))];
}
