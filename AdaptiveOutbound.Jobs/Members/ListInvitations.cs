using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Jobs.Members;

/// <summary>An invitation that was not used yet.</summary>
/// <param name="HasExpired">Its link works no more: invite again.</param>
internal sealed record InvitationView(Guid Id, string Email, WorkspaceRole Role, DateTimeOffset CreatedAt, string? CreatedBy, DateTimeOffset ExpiresAt, bool HasExpired);

/// <summary>Lists a workspace's unused invitations.</summary>
internal sealed class ListInvitations(InvitationRows rows, TimeProvider clock)
{
    /// <summary>Newest first, at most 200.</summary>
    public async Task<IReadOnlyList<InvitationView>> ExecuteAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return [.. (await rows.ListAsync(workspaceId, cancellationToken)).Select(i =>
            new InvitationView(i.Id, i.Email, WorkspaceRoleText.Parse(i.Role) ?? WorkspaceRole.Viewer, i.CreatedAt, i.CreatedBy, i.ExpiresAt, i.ExpiresAt <= now))];
    }
}
