using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Members;

/// <summary>Takes an invitation back: its link works no more.</summary>
internal sealed class RevokeInvitation(InvitationRows rows)
{
    /// <summary>False when there is none that is unused.</summary>
    public Task<bool> ExecuteAsync(Guid workspaceId, Guid invitationId, string by, CancellationToken cancellationToken) =>
        rows.RevokeAsync(workspaceId, invitationId, email => new AuditLine(by, AuditActions.InvitationRevoked, email), cancellationToken);
}
