using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Users;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Jobs.Tokens;
using Microsoft.AspNetCore.Identity;

namespace AdaptiveOutbound.Web.Access;

/// <summary>
/// An admin makes a reset link for a member. With the link one could sign in as them: so it is made only where the admin may handle the
/// member in every workspace that the member is in, never for an operator by somebody who is none, and it works while that is so.
/// </summary>
internal sealed class MemberResetLink(UserManager<User> users, ResetLink link, Memberships memberships, WriteAudit audit)
{
    private const string Elsewhere = "This account has rights that you have not: it is an operator's, or is in workspaces that you do not look after. An operator makes the link: ./outbound user reset E-MAIL.";

    /// <summary>The link's path, or why there is none.</summary>
    public async Task<(string? Path, string? Trouble)> ExecuteAsync(Guid workspaceId, MemberView member, Actor actor, Guid actorId, CancellationToken cancellationToken)
    {
        if (!actor.MayHandle(member.Role)) return (null, "Only an owner makes a link for an owner.");
        var (user, me) = (await users.FindByIdAsync(member.UserId.ToString()), await users.FindByIdAsync(actorId.ToString()));
        if (user is null || me is null) return (null, "The account was removed meanwhile.");
        if (!await MayAsync(me, user, cancellationToken)) return (null, Elsewhere);
        await audit.ExecuteAsync(workspaceId, new AuditLine(actor.By, AuditActions.ResetLinkMade, member.Email), cancellationToken);
        return (await link.MakeAsync(user, actorId), null);
    }

    /// <summary>Whose password a link sets; null when it is not valid, or when the admin who made it may not handle the member any more.</summary>
    public async Task<User?> FindAsync(Guid? userId, string? code, CancellationToken cancellationToken)
    {
        if (await link.FindAsync(userId, code) is not { } found) return null;
        if (found.By is not { } by) return found.User;
        return await users.FindByIdAsync(by.ToString()) is { } maker && await MayAsync(maker, found.User, cancellationToken) ? found.User : null;
    }

    private async Task<bool> MayAsync(User maker, User member, CancellationToken cancellationToken)
    {
        if (member.IsOperator && !maker.IsOperator) return false;
        var mine = (await memberships.OfAsync(maker.Id, cancellationToken)).ToDictionary(m => m.WorkspaceId, m => Role(m.Role));
        var theirs = await memberships.OfAsync(member.Id, cancellationToken);
        return theirs.Count > 0 && theirs.All(m => mine.TryGetValue(m.WorkspaceId, out var role) && new Actor(maker.Email ?? "", role).MayHandle(Role(m.Role)));
    }

    private static WorkspaceRole Role(string text) => WorkspaceRoleText.Parse(text) ?? WorkspaceRole.Owner;
}
