using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Jobs.Members;

/// <summary>A member as others see them.</summary>
/// <param name="Since">When they became a member.</param>
internal sealed record MemberView(Guid UserId, string Name, string Email, WorkspaceRole Role, DateTimeOffset Since);

/// <summary>Lists a workspace's members.</summary>
internal sealed class ListMembers(MemberRows rows)
{
    /// <summary>More are not listed.</summary>
    public const int Most = 1000;

    /// <summary>By name, at most <see cref="Most"/>.</summary>
    public async Task<IReadOnlyList<MemberView>> ExecuteAsync(Guid workspaceId, CancellationToken cancellationToken) =>
        [.. (await rows.ListAsync(workspaceId, cancellationToken)).Select(m => new MemberView(m.UserId, m.Name, m.Email, WorkspaceRoleText.Parse(m.Role) ?? WorkspaceRole.Viewer, m.CreatedAt))];
}
