using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Jobs.Members;

/// <summary>Takes a member out of a workspace. What they can do there ends at once, and so do the tokens that they made.</summary>
internal sealed class RemoveMember(MemberRows rows)
{
    public async Task<MemberResult> ExecuteAsync(Guid workspaceId, Guid userId, Actor actor, CancellationToken cancellationToken)
    {
        MemberResult result = new MemberResult.Done();
        await rows.ChangeAsync(workspaceId, userId, role: null, [.. WorkspaceRoleText.All], (member, owners) =>
        {
            if (MemberRules.Refusal(member, to: null, owners, actor) is { } refusal)
                result = refusal;
            return result is not MemberResult.Done ? null : new AuditLine(actor.By, AuditActions.MemberRemoved, member!.Email, new Dictionary<string, string> { ["role"] = member.Role });
        }, cancellationToken);
        return result;
    }
}
