using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Jobs.Members;

/// <summary>Gives a member another role. Tokens that they made and that stand above it are revoked.</summary>
internal sealed class ChangeMemberRole(MemberRows rows)
{
    public async Task<MemberResult> ExecuteAsync(Guid workspaceId, Guid userId, WorkspaceRole role, Actor actor, CancellationToken cancellationToken)
    {
        MemberResult result = new MemberResult.Done();
        string[] above = [.. WorkspaceRoleText.All.Skip((int)role + 1)];
        await rows.ChangeAsync(workspaceId, userId, WorkspaceRoleText.Of(role), above, (member, owners) =>
        {
            if (MemberRules.Refusal(member, role, owners, actor) is { } refusal)
                result = refusal;
            return result is not MemberResult.Done || member!.Role == WorkspaceRoleText.Of(role) ? null : new AuditLine(actor.By, AuditActions.MemberRoleChanged, member.Email,
                new Dictionary<string, string> { ["from"] = member.Role, ["to"] = WorkspaceRoleText.Of(role) });
        }, cancellationToken);
        return result;
    }
}
