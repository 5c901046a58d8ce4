using System.Security.Claims;
using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Web.Access;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>What stands around every page: who reads it, in which workspace, and where else they may go.</summary>
internal sealed record Shell(IReadOnlyList<Membership> Workspaces, Membership? Workspace, string Name, bool IsOperator)
{
    /// <summary>The first letters of the name.</summary>
    public string Initials => string.Concat(Name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0])).Take(2));

    /// <summary>Role and duty, such as "Owner, operator".</summary>
    public string Standing
    {
        get
        {
            var role = Workspace is { } at ? $"{char.ToUpperInvariant(at.Role[0])}{at.Role[1..]}" : null;
            return (role, IsOperator) switch { (null, true) => "Operator", (null, false) => "", (_, true) => $"{role}, operator", _ => role };
        }
    }
}

/// <summary>Reads the frame once a request.</summary>
internal sealed class Frame(Memberships memberships)
{
    /// <summary>The frame of this request; the workspace is the one that its address names.</summary>
    public async Task<Shell> ReadAsync(HttpContext http)
    {
        if (http.Items[typeof(Shell)] is Shell read) return read;
        var workspaces = SignedIn.IdOf(http.User) is { } user ? await memberships.OfAsync(user, http.RequestAborted) : [];
        var slug = http.GetRouteValue("workspace") as string;
        var shell = new Shell(workspaces, workspaces.Find(w => w.Slug == slug), http.User.FindFirstValue(ClaimTypes.GivenName) ?? "", http.User.HasClaim(SignedIn.OperatorClaim, "true"));
        http.Items[typeof(Shell)] = shell;
        return shell;
    }
}
