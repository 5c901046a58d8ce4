using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AdaptiveOutbound.Web.Pages;

/// <summary>Makes a workspace of the reader's own.</summary>
internal sealed class NewWorkspaceModel(CreateWorkspace create) : PageModel
{
    [BindProperty] public string? Slug { get; set; }

    /// <summary>Why it was not made.</summary>
    public string? Trouble { get; private set; }

    public async Task<IActionResult> OnPostAsync()
    {
        if (SignedIn.IdOf(User) is not { } user) return Challenge();
        var slug = (Slug ?? "").Trim();
        switch (await create.ExecuteAsync(slug, CancellationToken.None, (user, SignedIn.ActorOf(User))))
        {
            case CreateWorkspaceResult.Made:
                TempData["Done"] = $"The workspace {slug} was created.";
                return Redirect($"/w/{slug}");
            case CreateWorkspaceResult.Refused refused:
                Trouble = refused.Message;
                return Page();
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
