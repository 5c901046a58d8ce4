using AdaptiveOutbound.Data.Tokens;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Asks before a token is revoked.</summary>
[LeastRole(WorkspaceRole.Admin)]
internal sealed class TokenModel(ApiTokens tokens) : WorkspacePage
{
    [BindProperty(SupportsGet = true, Name = "token")] public Guid TokenId { get; set; }

    public ApiToken Token { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await tokens.FindAsync(Workspace.WorkspaceId, TokenId, HttpContext.RequestAborted) is not { RevokedAt: null } found) return NotFound();
        Token = found;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync() =>
        await tokens.RevokeAsync(Workspace.WorkspaceId, TokenId, Actor, HttpContext.RequestAborted) ? Done("/tokens", "The token was revoked.") : NotFound();
}
