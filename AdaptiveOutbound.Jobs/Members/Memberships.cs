using AdaptiveOutbound.Data.Members;

namespace AdaptiveOutbound.Jobs.Members;

/// <summary>Which workspaces a user may enter. Asked for each request: a role that was taken away ends at once.</summary>
internal sealed class Memberships(MemberRows rows)
{
    /// <summary>The user's workspaces by name, at most 1,000.</summary>
    public Task<List<Membership>> OfAsync(Guid userId, CancellationToken cancellationToken) => rows.OfAsync(userId, cancellationToken);

    /// <summary>The same, and whether all work rests after a restore.</summary>
    public Task<(List<Membership> Workspaces, bool Rests)> AroundAsync(Guid userId, CancellationToken cancellationToken) => rows.AroundAsync(userId, cancellationToken);

    /// <summary>Whether nobody can sign in yet: then the first user may be made with the set-up link.</summary>
    public Task<bool> NobodyAsync(CancellationToken cancellationToken) => rows.NobodyAsync(cancellationToken);
}
