using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Tokens;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Members;

namespace AdaptiveOutbound.Jobs.Tokens;

/// <summary>Whom a caller of the API speaks for.</summary>
internal sealed record ApiCaller(Guid TokenId, Guid WorkspaceId, WorkspaceRole Role, string Name)
{
    /// <summary>Who it is for people. Two tokens may have one name: the end of its id tells them apart.</summary>
    public string By => $"token {Name} ({TokenId.ToString()[^8..]})";

    /// <summary>Who it is for what must not mistake it.</summary>
    public string Key => $"token {TokenId}";
}

/// <summary>Makes, finds, lists and revokes the API's credentials.</summary>
internal sealed class ApiTokens(ApiTokenRows rows, TimeProvider clock)
{
    public const int LongestName = 100;

    /// <summary>Makes a token, unless its role is higher than its maker's or its name cannot be.</summary>
    /// <param name="name">1 to 100 characters, for people.</param>
    /// <param name="lifetime">How long it is valid; null is without end.</param>
    public async Task<MakeTokenResult> MakeAsync(
        Guid workspaceId, string name, WorkspaceRole role, TimeSpan? lifetime, Actor maker, CancellationToken cancellationToken)
    {
        if (role > maker.Role)
            return new MakeTokenResult.Refused("role_too_high", $"A token has at most its maker's role, {WorkspaceRoleText.Of(maker.Role)}.");
        if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName)
            return new MakeTokenResult.Refused("invalid_name", $"A token's name has 1 to {LongestName} characters.");
        var (now, text) = (clock.GetUtcNow(), TokenText.Make());
        var token = new ApiToken
        {
            Id = Guid.CreateVersion7(now), WorkspaceId = workspaceId, Name = name, Role = WorkspaceRoleText.Of(role), Hash = TokenText.HashOf(text)!,
            CreatedAt = now, CreatedBy = maker.By, ExpiresAt = now + lifetime,
        };
        await rows.AddAsync(token, Line(maker.By, AuditActions.TokenMade, token.Id, name, token.Role), cancellationToken);
        return new MakeTokenResult.Made(token, text);
    }

    /// <summary>Whom the token speaks for; null when it is none that is valid now.</summary>
    public async Task<ApiCaller?> FindAsync(string text, CancellationToken cancellationToken) =>
        TokenText.HashOf(text) is { } hash && await rows.FindAsync(hash, cancellationToken) is { } holder
            ? new ApiCaller(holder.TokenId, holder.WorkspaceId, WorkspaceRoleText.Parse(holder.Role) ?? WorkspaceRole.Viewer, holder.Name)
            : null;

    /// <summary>One of the workspace's tokens, however many it has; null when there is none. Without its hash.</summary>
    public Task<ApiToken?> FindAsync(Guid workspaceId, Guid tokenId, CancellationToken cancellationToken) => rows.FindAsync(workspaceId, tokenId, cancellationToken);

    /// <summary>The workspace's tokens: those that are not revoked first, of each the newest; at most 200, without their hashes.</summary>
    public Task<List<ApiToken>> ListAsync(Guid workspaceId, CancellationToken cancellationToken) => rows.ListAsync(workspaceId, cancellationToken);

    /// <summary>Revokes it at once and for good; false when there is none, or it was revoked before.</summary>
    public Task<bool> RevokeAsync(Guid workspaceId, Guid tokenId, string by, CancellationToken cancellationToken) => rows.RevokeAsync(
        workspaceId, tokenId, (name, role) => Line(by, AuditActions.TokenRevoked, tokenId, name, role), cancellationToken);

    /// <summary>All of them, newest first, from the one before <paramref name="before"/> on; without their hashes.</summary>
    public Task<JobPage<ApiToken>> PageAsync(Guid workspaceId, Guid? before, int limit, CancellationToken cancellationToken) => rows.PageAsync(workspaceId, before, limit, cancellationToken);

    private static AuditLine Line(string by, string action, Guid id, string name, string role) =>
        new(by, action, name, new Dictionary<string, string> { ["id"] = id.ToString(), ["role"] = role });
}

/// <summary>What came of making a token.</summary>
internal abstract record MakeTokenResult
{
    private MakeTokenResult() { }

    /// <summary>Made. Its text is in this answer and nowhere else.</summary>
    public sealed record Made(ApiToken Token, string Text) : MakeTokenResult
    {
        /// <summary>Says nothing of the text, which must stand in no log.</summary>
        public override string ToString() => $"Made {{ {Token.Id} }}";
    }

    /// <summary>Not made. Codes: <c>role_too_high, invalid_name</c>.</summary>
    public sealed record Refused(string Code, string Message) : MakeTokenResult;
}
