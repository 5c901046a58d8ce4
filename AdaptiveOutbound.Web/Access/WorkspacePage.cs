using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AdaptiveOutbound.Web.Access;

/// <summary>The least role that a page, or one of its handlers, asks for; without it, viewer.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class LeastRoleAttribute(WorkspaceRole role) : Attribute
{
    public WorkspaceRole Role { get; } = role;
}

/// <summary>
/// A page of one workspace, under <c>/w/{workspace}</c>: for its members only, whom it asks for in each request. A workspace that the
/// reader is no member of is as one that does not exist.
/// </summary>
internal abstract class WorkspacePage : PageModel
{
    /// <summary>The workspace.</summary>
    public Membership Workspace { get; private set; } = null!;

    /// <summary>What the reader may do in it.</summary>
    public WorkspaceRole Role { get; private set; }

    /// <summary>Whether all work rests after a restore.</summary>
    public bool Rests { get; private set; }

    /// <summary>The reader, for logs of what was done.</summary>
    public string Actor => SignedIn.ActorOf(User);

    /// <summary>Address of the workspace's home; pages of it begin with it.</summary>
    public string Root => $"/w/{Workspace.Slug}";

    /// <summary>Whether the reader may do what this role may.</summary>
    public bool May(WorkspaceRole role) => Role >= role;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var shell = await HttpContext.RequestServices.GetRequiredService<Frame>().ReadAsync(HttpContext);
        if (shell.Workspace is not { } workspace || context.HandlerMethod is null)
        {
            context.Result = NotFound();
            return;
        }

        (Workspace, Role, Rests) = (workspace, WorkspaceRoleText.Parse(workspace.Role) ?? WorkspaceRole.Viewer, shell.Rests);
        var least = context.HandlerMethod?.MethodInfo.GetCustomAttributes(typeof(LeastRoleAttribute), inherit: true).Concat(GetType().GetCustomAttributes(typeof(LeastRoleAttribute), inherit: true))
            .Cast<LeastRoleAttribute>().Select(a => a.Role).DefaultIfEmpty(WorkspaceRole.Viewer).Max();
        if (Role < least)
        {
            context.Result = StatusCode(StatusCodes.Status403Forbidden);
            return;
        }

        await next();
    }

    /// <summary>Whether an open page asks for the parts of it that change (<c>live.js</c>): what does not is not read, and not sent.</summary>
    public bool IsLive => Request.Headers.ContainsKey("X-Live");

    /// <summary>Back to a page of the workspace, with why what was asked for was not done.</summary>
    protected RedirectResult Refused(string path, string sentence)
    {
        TempData["Refused"] = sentence;
        return Redirect(Root + path);
    }

    /// <summary>Back to a job, with what became of steering it.</summary>
    protected IActionResult Steered(Guid job, SteerResult result, string done) => result switch
    {
        SteerResult.NotFound => NotFound(),
        SteerResult.Conflict conflict => Refused($"/jobs/{job}", conflict.Message),
        _ => Done($"/jobs/{job}", done),
    };

    /// <summary>Back to a page of the workspace, with a sentence of what was done on it.</summary>
    protected RedirectResult Done(string path, string sentence)
    {
        TempData["Done"] = sentence;
        return Redirect(Root + path);
    }
}
