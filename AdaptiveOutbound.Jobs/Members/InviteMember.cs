using System.Net.Mail;
using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Jobs.Members;

/// <summary>Invites somebody by a link that works once, for 24 hours, and for their e-mail address alone. An older unused one to them ends.</summary>
internal sealed class InviteMember(InvitationRows rows, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Makes the invitation; its secret is in this answer and nowhere else.</summary>
    public async Task<InviteResult> ExecuteAsync(Guid workspaceId, string email, WorkspaceRole role, Actor actor, CancellationToken cancellationToken)
    {
        if (!actor.MayHandle(role))
            return new InviteResult.Refused("forbidden", "Only an owner names owners; an admin invites up to admin.");
        if (!EmailAddress.TryNormalize(email, out var address, out var reason))
            return new InviteResult.Refused("invalid_email", reason);
        if (!MailAddress.TryCreate(address.Key, out _))
            return new InviteResult.Refused("invalid_email", $"\"{address.Key}\" is not an address that somebody can sign in with.");
        var (now, secret) = (clock.GetUtcNow(), InvitationSecret.Make());
        var made = new Invitation
        {
            Id = Guid.CreateVersion7(now), WorkspaceId = workspaceId, Email = address.Key, Role = WorkspaceRoleText.Of(role), Hash = InvitationSecret.HashOf(secret)!,
            CreatedAt = now, CreatedBy = actor.By, ExpiresAt = now + Lifetime,
        };
        var line = new AuditLine(actor.By, AuditActions.InvitationMade, made.Email, new Dictionary<string, string> { ["role"] = made.Role });
        return await rows.AddAsync(made, line, cancellationToken)
            ? new InviteResult.Made(made.Id, made.Email, made.ExpiresAt, secret)
            : new InviteResult.Refused("already_member", $"{made.Email} is a member already: change their role instead.");
    }
}

/// <summary>What came of inviting.</summary>
internal abstract record InviteResult
{
    private InviteResult() { }

    /// <summary>Made; <paramref name="Secret"/> belongs into the link that the person gets.</summary>
    public sealed record Made(Guid Id, string Email, DateTimeOffset ExpiresAt, string Secret) : InviteResult
    {
        /// <summary>Says nothing of the secret, which must stand in no log.</summary>
        public override string ToString() => $"Made {{ {Id} }}";
    }

    /// <summary>Not made. Codes: <c>forbidden, invalid_email, already_member</c>.</summary>
    public sealed record Refused(string Code, string Message) : InviteResult;
}
