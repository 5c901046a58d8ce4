using System.Security.Claims;
using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>What stands around every page: who reads it, in which workspace, and where else they may go.</summary>
/// <param name="Rests">Whether all work rests after a restore.</param>
internal sealed record Shell(IReadOnlyList<Membership> Workspaces, Membership? Workspace, Membership? Last, string Name, bool IsOperator, bool Rests)
{
    /// <summary>The workspace whose pages the navigation leads to: on a page of none, the one that was open last.</summary>
    public Membership? Shown => Workspace ?? Last;

    /// <summary>What the reader may do in the shown workspace.</summary>
    public WorkspaceRole Role => Shown is { } at ? WorkspaceRoleText.Parse(at.Role) ?? WorkspaceRole.Viewer : WorkspaceRole.Viewer;

    /// <summary>The first letters of the name.</summary>
    public string Initials => string.Concat(Name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0])).Take(2));

    /// <summary>Role and duty, such as "Owner, operator".</summary>
    public string Standing
    {
        get
        {
            var role = Shown is { } at ? $"{char.ToUpperInvariant(at.Role[0])}{at.Role[1..]}" : null;
            return (role, IsOperator) switch { (null, true) => "Operator", (null, false) => "", (_, true) => $"{role}, operator", _ => role };
        }
    }
}

/// <summary>Reads the frame once a request.</summary>
internal sealed class Frame(Memberships memberships)
{
    /// <summary>The workspace that was open last in this browser; a convenience that gives no right.</summary>
    private const string LastOpen = "workspace";

    /// <summary>The frame of this request; the workspace is the one that its address names.</summary>
    public async Task<Shell> ReadAsync(HttpContext http)
    {
        if (http.Items[typeof(Shell)] is Shell read) return read;
        var (workspaces, rests) = SignedIn.IdOf(http.User) is { } user ? await memberships.AroundAsync(user, http.RequestAborted) : ([], false);
        var slug = http.GetRouteValue("workspace") as string;
        var (here, last) = (workspaces.Find(w => w.Slug == slug), http.Request.Cookies[LastOpen]);
        if (here is not null && here.Slug != last && !http.Response.HasStarted)
            http.Response.Cookies.Append(LastOpen, here.Slug, new CookieOptions { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = TimeSpan.FromDays(365) });
        var shell = new Shell(workspaces, here, workspaces.Find(w => w.Slug == last) ?? workspaces.FirstOrDefault(), http.User.FindFirstValue(ClaimTypes.GivenName) ?? "", http.User.HasClaim(SignedIn.OperatorClaim, "true"), rests);
        http.Items[typeof(Shell)] = shell;
        return shell;
    }
}
