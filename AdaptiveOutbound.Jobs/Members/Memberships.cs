using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Jobs.Members;

/// <summary>Which workspaces a user may enter. Asked for each request: a role that was taken away ends at once.</summary>
internal sealed class Memberships(MembershipRows rows)
{
    /// <summary>The user's workspaces by name, at most 1,000.</summary>
    public Task<List<Membership>> OfAsync(Guid userId, CancellationToken cancellationToken) => rows.OfAsync(userId, cancellationToken);

    /// <summary>Makes the user a member; one who is one already keeps the role.</summary>
    public Task AddAsync(Guid workspaceId, Guid userId, WorkspaceRole role, CancellationToken cancellationToken) =>
        rows.AddAsync(workspaceId, userId, WorkspaceRoleText.Of(role), cancellationToken);

    /// <summary>Whether nobody can sign in yet: then the first user may be made with the set-up link.</summary>
    public Task<bool> NobodyAsync(CancellationToken cancellationToken) => rows.NobodyAsync(cancellationToken);
}
