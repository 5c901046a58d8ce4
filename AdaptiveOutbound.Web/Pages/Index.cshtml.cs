using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AdaptiveOutbound.Web.Pages;

/// <summary>The reader's workspaces; with a single one, its home at once.</summary>
internal sealed class IndexModel(Frame frame) : PageModel
{
    public Shell Shell { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        Shell = await frame.ReadAsync(HttpContext);
        return Shell.Workspaces is [var only] ? Redirect($"/w/{only.Slug}") : Page();
    }
}
