using AdaptiveOutbound.Data.Members;

namespace AdaptiveOutbound.Jobs.Members;

/// <summary>Finds an invitation by the secret of its link.</summary>
internal sealed class FindInvitation(InvitationRows rows)
{
    /// <summary>The invitation that may be used now; null when it was used, taken back or has expired, or never was.</summary>
    public async Task<OpenInvitation?> ExecuteAsync(string secret, CancellationToken cancellationToken) =>
        InvitationSecret.HashOf(secret) is { } hash ? await rows.FindAsync(hash, cancellationToken) : null;
}
