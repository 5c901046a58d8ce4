using AdaptiveOutbound.Web.Hosting;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace AdaptiveOutbound.Web.Access.Passkeys;

/// <summary>Passkeys of this installation: bound to its own name, found without an e-mail, and always with the person verified.</summary>
internal static class PasskeyServices
{
    private static readonly TimeSpan AskedLife = TimeSpan.FromMinutes(5);

    public static IServiceCollection AddPasskeys(this IServiceCollection services, HostSettings settings)
    {
        // The name comes from the settings and never from a request, whose Host anybody can write.
        var address = settings.PublicUrl;
        services.Configure<IdentityPasskeyOptions>(o =>
        {
            o.ServerDomain = address?.Host ?? "localhost";
            (o.ResidentKeyRequirement, o.UserVerificationRequirement, o.AuthenticatorTimeout) = ("required", "required", AskedLife);
            o.ValidateOrigin = asked => ValueTask.FromResult(!asked.CrossOrigin && Uri.TryCreate(asked.Origin, UriKind.Absolute, out var origin)
                && (address is null ? origin.Host == "localhost" : Uri.Compare(origin, address, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0));
        });
        // Identity keeps in it what it asked the authenticator.
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme, o =>
        {
            o.Cookie.Name = settings.IsDevelopment ? "outbound-passkey" : "__Host-outbound-passkey";
            o.Cookie.SecurePolicy = settings.IsDevelopment ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            (o.Cookie.HttpOnly, o.Cookie.SameSite, o.Cookie.Path, o.ExpireTimeSpan) = (true, SameSiteMode.Strict, "/", AskedLife);
        });
        return services.AddTransient<UserPasskeys>();
    }
}
