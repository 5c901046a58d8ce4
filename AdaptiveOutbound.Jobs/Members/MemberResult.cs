namespace AdaptiveOutbound.Jobs.Members;

/// <summary>What came of a change of members or invitations.</summary>
internal abstract record MemberResult
{
    private MemberResult() { }

    /// <summary>It is so now.</summary>
    public sealed record Done : MemberResult;

    /// <summary>The workspace has no such member or invitation.</summary>
    public sealed record NotFound : MemberResult;

    /// <summary>
    /// Nothing was changed. Codes: <c>forbidden</c> (the role is not enough), <c>last_owner, already_member, invalid_email,
    /// invitation_invalid, other_email</c>.
    /// </summary>
    /// <param name="Message">One or two sentences for people.</param>
    public sealed record Refused(string Code, string Message) : MemberResult;
}
