using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Jobs.Members;

/// <summary>Makes a user a member without an invitation: at set-up, and from the command line.</summary>
internal sealed class AddMember(MemberRows rows, TimeProvider clock)
{
    /// <summary>Adds them; false when they are a member already and keep their role.</summary>
    /// <param name="email">Theirs, for the audit log.</param>
    /// <param name="by">Who adds them.</param>
    public Task<bool> ExecuteAsync(Guid workspaceId, Guid userId, string email, WorkspaceRole role, string by, CancellationToken cancellationToken)
    {
        var member = new WorkspaceMember { WorkspaceId = workspaceId, UserId = userId, Role = WorkspaceRoleText.Of(role), CreatedAt = clock.GetUtcNow() };
        return rows.AddAsync(member, new AuditLine(by, AuditActions.MemberAdded, email, new Dictionary<string, string> { ["role"] = member.Role }), cancellationToken);
    }
}
