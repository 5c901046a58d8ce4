using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Removes the workspace, once its name was typed.</summary>
[LeastRole(WorkspaceRole.Owner)]
internal sealed class RemoveModel(RemoveWorkspace remove) : WorkspacePage
{
    [BindProperty] public string? Slug { get; set; }

    /// <summary>Why it is still there.</summary>
    public string? Trouble { get; private set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        var typed = (Slug ?? "").Trim();
        if (typed == Workspace.Slug && await remove.ExecuteAsync(Workspace.WorkspaceId, typed, Actor, HttpContext.RequestAborted))
        {
            TempData["Done"] = $"The workspace {Workspace.Name} was removed.";
            return Redirect("/");
        }

        Trouble = $"This is not the workspace's name, {Workspace.Slug}. Nothing was removed.";
        return Page();
    }
}
