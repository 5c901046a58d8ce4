using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Jobs.Members;

/// <summary>Who may change whom. An admin acts on members up to admin, an owner on all; a workspace keeps an owner.</summary>
internal static class MemberRules
{
    /// <summary>Why this change may not be, or null.</summary>
    /// <param name="to">The new role; null removes the member.</param>
    /// <param name="owners">How many owners there are.</param>
    public static MemberResult? Refusal(MemberRow? member, WorkspaceRole? to, int owners, Actor actor)
    {
        if (member is null)
            return new MemberResult.NotFound();
        var role = WorkspaceRoleText.Parse(member.Role) ?? WorkspaceRole.Viewer;
        if (!actor.MayHandle(role) || (to is { } wanted && !actor.MayHandle(wanted)))
            return new MemberResult.Refused("forbidden", "Only an owner names owners and changes or removes them; an admin changes members up to admin.");
        return role == WorkspaceRole.Owner && to != WorkspaceRole.Owner && owners <= 1
            ? new MemberResult.Refused("last_owner", "This is the workspace's last owner: name another owner first.")
            : null;
    }
}
