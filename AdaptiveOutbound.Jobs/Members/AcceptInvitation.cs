using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Members;

/// <summary>Uses an invitation: its user becomes a member. Two clicks make one membership.</summary>
internal sealed class AcceptInvitation(FindInvitation find, InvitationRows rows)
{
    private static readonly MemberResult.Refused Invalid =
        new("invitation_invalid", "This invitation was used, taken back or has expired: ask an admin of the workspace for a new one.");

    /// <param name="secret">From the link.</param>
    /// <param name="userId">Who accepts.</param>
    /// <param name="email">Their address, known to be theirs: it must be the one that was invited.</param>
    public async Task<MemberResult> ExecuteAsync(string secret, Guid userId, string email, CancellationToken cancellationToken)
    {
        if (await find.ExecuteAsync(secret, cancellationToken) is not { } invitation)
            return Invalid;
        if (!string.Equals(invitation.Email, email.Trim(), StringComparison.OrdinalIgnoreCase))
            return new MemberResult.Refused("other_email", "This invitation was made for another e-mail address: sign in with that one.");
        var line = new AuditLine(invitation.Email, AuditActions.MemberAdded, invitation.Email, new Dictionary<string, string> { ["role"] = invitation.Role, ["invitation"] = invitation.Id.ToString() });
        return await rows.AcceptAsync(invitation, userId, line, cancellationToken) ? new MemberResult.Done() : Invalid;
    }
}
