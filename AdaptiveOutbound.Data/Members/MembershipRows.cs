using Npgsql;

namespace AdaptiveOutbound.Data.Members;

/// <summary>A workspace that a user may enter, and as what.</summary>
/// <param name="Role">One of <c>viewer, member, admin, owner</c>.</param>
public sealed record Membership(Guid WorkspaceId, string Slug, string Name, string Role);

/// <summary>The statements that lead from a user to workspaces.</summary>
internal sealed class MembershipRows(NpgsqlDataSource app)
{
    /// <summary>The user's workspaces by name. Found before one is chosen: a function of the owner returns ids, names and roles.</summary>
    public Task<List<Membership>> OfAsync(Guid userId, CancellationToken cancellationToken) => app.QueryAsync(
        "SELECT workspace_id, slug, name, role FROM outbound.memberships_of($1)",
        r => new Membership(r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3)), cancellationToken, userId);

    /// <summary>Whether nobody can sign in yet.</summary>
    public async Task<bool> NobodyAsync(CancellationToken cancellationToken) =>
        (await app.QueryAsync("SELECT NOT EXISTS (SELECT FROM outbound.users)", r => r.GetBoolean(0), cancellationToken))[0];
}
