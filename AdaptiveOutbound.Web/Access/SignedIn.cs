using System.Security.Claims;
using AdaptiveOutbound.Data.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AdaptiveOutbound.Web.Access;

/// <summary>What the session's cookie says of its user. Roles in workspaces are not in it: they are asked for each request.</summary>
internal sealed class SignedIn(UserManager<User> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<User>(users, options)
{
    /// <summary>Whose value is <c>true</c> for operators.</summary>
    public const string OperatorClaim = "operator";

    /// <summary>The signed-in user's id; null when nobody is.</summary>
    public static Guid? IdOf(ClaimsPrincipal principal) => Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>The signed-in user's e-mail, for logs of what was done.</summary>
    public static string ActorOf(ClaimsPrincipal principal) => principal.FindFirstValue(ClaimTypes.Email) ?? principal.Identity?.Name ?? "unknown";

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(User user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(ClaimTypes.GivenName, user.Name));
        if (user.IsOperator) identity.AddClaim(new Claim(OperatorClaim, "true"));
        return identity;
    }
}
