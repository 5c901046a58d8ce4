using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AdaptiveOutbound.Web.Pages;

/// <summary>What stands in place of a page that cannot be shown.</summary>
[IgnoreAntiforgeryToken] // it stands in for whatever was sent, also for a form without a token, and changes nothing
internal sealed class ProblemModel : PageModel
{
    [BindProperty(SupportsGet = true)] public int Status { get; set; }

    /// <summary>Only for what went wrong: asked for by itself as another status, there is no such page.</summary>
    public IActionResult OnGet() => Status is >= 400 and <= 599 ? Page() : NotFound();

    /// <summary>The workspace that the page which cannot be shown is of, when the reader is a member of it. Other trouble asks the database for nothing.</summary>
    public Membership? WorkspaceOf(HttpContext http) =>
        Status is StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound && http.Items[typeof(Shell)] is Shell { Workspace: { } here } ? here : null;

    public string Heading => Status switch
    {
        StatusCodes.Status400BadRequest => "This form has expired",
        StatusCodes.Status403Forbidden => "Your role does not allow this",
        StatusCodes.Status404NotFound => "There is no such page",
        StatusCodes.Status413PayloadTooLarge => "The file is too large",
        StatusCodes.Status503ServiceUnavailable => "The database cannot be reached",
        _ => "Something unexpected happened",
    };

    public string Advice => Status switch
    {
        StatusCodes.Status400BadRequest => "Go back, load the page again and send it once more. Nothing was changed.",
        StatusCodes.Status403Forbidden => "An admin of the workspace can change your role.",
        StatusCodes.Status404NotFound => "It may have been removed, or it belongs to a workspace that you are no member of.",
        StatusCodes.Status413PayloadTooLarge => "A file may have 512 MB. Split it and import the parts. Nothing was stored.",
        StatusCodes.Status503ServiceUnavailable => "Try again in a moment. Nothing was lost.",
        _ => "The server's log says what. Nothing was lost; try again, and tell your operator if it stays.",
    };
}
