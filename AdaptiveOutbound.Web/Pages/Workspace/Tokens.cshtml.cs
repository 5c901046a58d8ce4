using AdaptiveOutbound.Data.Tokens;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Mvc;
using Who = AdaptiveOutbound.Jobs.Members.Actor;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>The workspace's credentials of the API.</summary>
[LeastRole(WorkspaceRole.Admin)]
internal sealed class TokensModel(ApiTokens tokens, TimeProvider clock) : WorkspacePage
{
    private const int PageSize = 50;

    /// <summary>How long a token can be valid; 0 is without end.</summary>
    public static readonly IReadOnlyList<(int Days, string Text)> Lives = [(30, "30 days"), (90, "90 days"), (365, "1 year"), (0, "Without end")];

    [BindProperty] public string? Name { get; set; }

    [BindProperty] public string? NewRole { get; set; }

    [BindProperty] public int Days { get; set; } = 90;

    [BindProperty(SupportsGet = true, Name = "cursor")] public string? Cursor { get; set; }

    public IReadOnlyList<ApiToken> Tokens { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    /// <summary>The token that was just made: shown in this answer only.</summary>
    public string? Text { get; private set; }

    /// <summary>Why none was made.</summary>
    public string? Trouble { get; private set; }

    public WorkspaceRole Wanted => WorkspaceRoleText.Parse(NewRole ?? "") ?? WorkspaceRole.Viewer;

    public bool HasExpired(ApiToken token) => token.ExpiresAt <= clock.GetUtcNow();

    public async Task OnGetAsync()
    {
        var page = await tokens.PageAsync(Workspace.WorkspaceId, Guid.TryParse(Cursor, out var before) ? before : null, PageSize, HttpContext.RequestAborted);
        (Tokens, Pager) = (page.Data, Pager.Of(Request, $"{Words.Count(page.Data.Count, "token")}, newest first", page.Next));
    }

    public async Task<IActionResult> OnPostMakeAsync()
    {
        if (!Lives.Any(life => life.Days == Days) || !ModelState.IsValid || WorkspaceRoleText.Parse(NewRole ?? "") is null)
        {
            Trouble = "Choose a role and a time that the form offers.";
            await OnGetAsync();
            return Page();
        }

        switch (await tokens.MakeAsync(Workspace.WorkspaceId, (Name ?? "").Trim(), Wanted, Days == 0 ? null : TimeSpan.FromDays(Days), new Who(Actor, Role), HttpContext.RequestAborted))
        {
            case MakeTokenResult.Made made:
                Text = made.Text;
                break;
            case MakeTokenResult.Refused refused:
                Trouble = refused.Message;
                break;
        }

        Cursor = null; // it is the newest
        await OnGetAsync();
        return Page();
    }
}
