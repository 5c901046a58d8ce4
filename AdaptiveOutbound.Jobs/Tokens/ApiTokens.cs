using AdaptiveOutbound.Data.Tokens;

namespace AdaptiveOutbound.Jobs.Tokens;

/// <summary>Whom a caller of the API speaks for.</summary>
/// <param name="By">Who it is in logs.</param>
internal sealed record ApiCaller(Guid TokenId, Guid WorkspaceId, WorkspaceRole Role)
{
    public string By => $"token {TokenId}";
}

/// <summary>Makes, finds, lists and revokes the API's credentials.</summary>
internal sealed class ApiTokens(ApiTokenRows rows, TimeProvider clock)
{
    public const int LongestName = 100;

    /// <summary>Makes a token. Its text is in this answer and nowhere else.</summary>
    /// <param name="name">1 to 100 characters, for people.</param>
    /// <param name="lifetime">How long it is valid; null is without end.</param>
    public async Task<(ApiToken Token, string Text)> MakeAsync(
        Guid workspaceId, string name, WorkspaceRole role, TimeSpan? lifetime, string by, CancellationToken cancellationToken)
    {
        var (now, text) = (clock.GetUtcNow(), TokenText.Make());
        var token = new ApiToken
        {
            Id = Guid.CreateVersion7(now), WorkspaceId = workspaceId, Name = name, Role = WorkspaceRoleText.Of(role), Hash = TokenText.HashOf(text)!,
            CreatedAt = now, CreatedBy = by, ExpiresAt = now + lifetime,
        };
        await rows.AddAsync(token, cancellationToken);
        return (token, text);
    }

    /// <summary>Whom the token speaks for; null when it is none that is valid now.</summary>
    public async Task<ApiCaller?> FindAsync(string text, CancellationToken cancellationToken) =>
        TokenText.HashOf(text) is { } hash && await rows.FindAsync(hash, cancellationToken) is { } holder
            ? new ApiCaller(holder.TokenId, holder.WorkspaceId, WorkspaceRoleText.Parse(holder.Role) ?? WorkspaceRole.Viewer)
            : null;

    /// <summary>The workspace's tokens, newest first, at most 200; without their hashes.</summary>
    public Task<List<ApiToken>> ListAsync(Guid workspaceId, CancellationToken cancellationToken) => rows.ListAsync(workspaceId, cancellationToken);

    /// <summary>Revokes it at once and for good; false when there is none, or it was revoked before.</summary>
    public Task<bool> RevokeAsync(Guid workspaceId, Guid tokenId, CancellationToken cancellationToken) => rows.RevokeAsync(workspaceId, tokenId, cancellationToken);
}
