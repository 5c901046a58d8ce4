using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Users;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Users;
using AdaptiveOutbound.Web.Access.Passkeys;
using AdaptiveOutbound.Web.Access.Passwords;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AdaptiveOutbound.Web.Access;

/// <summary>Sign-in: ASP.NET Core Identity with one cookie. The API has tokens of its own and takes no cookie.</summary>
internal static class AccessServices
{
    /// <summary>The policy of what operators alone may open.</summary>
    public const string OperatorPolicy = "Operator";

    private static readonly TimeSpan SessionLife = TimeSpan.FromDays(14);

    public static IServiceCollection AddAccess(this IServiceCollection services, OutboundHost host)
    {
        services.AddAuthentication(o => o.DefaultScheme = IdentityConstants.ApplicationScheme).AddIdentityCookies();
        AddUsers(services, host).AddSignInManager().AddClaimsPrincipalFactory<SignedIn>();
        services.AddPasskeys(host.Settings);
        // A password that was changed, or a right of operators that was taken away, ends sessions within a minute.
        services.Configure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.FromMinutes(1));
        services.ConfigureApplicationCookie(o => Configure(o, host.Settings.IsDevelopment));
        services.AddAuthorizationBuilder().AddPolicy(OperatorPolicy, p => p.RequireAuthenticatedUser().RequireClaim(SignedIn.OperatorClaim, "true"));
        return services.AddSingleton<SetUpLink>().AddTransient<PasswordSignIn>().AddTransient<ChangePassword>().AddTransient<MemberResetLink>().AddTransient<MakeFirstUser>().AddTransient<Frame>().AddTransient<PublicAddress>().AddTransient<LiveJobs>();
    }

    /// <summary>Users without a web server, for commands; what makes links signs them with the same ring as the server.</summary>
    public static ServiceProvider UsersOf(OutboundHost host)
    {
        var services = new ServiceCollection().AddSingleton(host.Get<TimeProvider>()).AddSingleton(host.Get<ILoggerFactory>()).AddLogging();
        AddUsers(services, host);
        return services.BuildServiceProvider();
    }

    private static IdentityBuilder AddUsers(IServiceCollection services, OutboundHost host)
    {
        services.AddCookieRing(host.Get<IOptions<KeyRingOptions>>().Value);
        return AddUsers(services, host.Database);
    }

    /// <summary>Users of this database, without the ring that their links and cookies are signed with.</summary>
    internal static IdentityBuilder AddUsers(IServiceCollection services, OutboundDatabase database)
    {
        services.AddUserContext(database);
        services.Configure<DataProtectionTokenProviderOptions>(o => o.TokenLifespan = ResetLink.Life);
        services.AddTransient<MakeUser>().AddTransient<ResetLink>();
        return services.AddIdentityCore<User>(Configure).AddEntityFrameworkStores<OutboundContext>().AddDefaultTokenProviders().AddPasswordValidator<PasswordRules>();
    }

    private static void Configure(IdentityOptions o)
    {
        o.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
        o.User.RequireUniqueEmail = true;
        o.User.AllowedUserNameCharacters = ""; // the name is the e-mail, which is checked as one
        (o.Password.RequiredLength, o.Password.RequiredUniqueChars) = (12, 1);
        o.Password.RequireDigit = o.Password.RequireLowercase = o.Password.RequireUppercase = o.Password.RequireNonAlphanumeric = false;
        (o.Lockout.MaxFailedAccessAttempts, o.Lockout.DefaultLockoutTimeSpan) = (CountWrongPassword.Most, CountWrongPassword.Locked);
    }

    private static void Configure(Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions o, bool development)
    {
        o.Cookie.Name = development ? "outbound" : "__Host-outbound";
        o.Cookie.SecurePolicy = development ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        (o.Cookie.HttpOnly, o.Cookie.SameSite, o.Cookie.Path) = (true, SameSiteMode.Lax, "/");
        (o.ExpireTimeSpan, o.SlidingExpiration) = (SessionLife, true);
        (o.LoginPath, o.ReturnUrlParameter) = ("/sign-in", "next");
        o.Events.OnRedirectToReturnUrl = _ => Task.CompletedTask; // the page says where to, having looked at it
        o.Events.OnRedirectToAccessDenied = denied =>
        {
            denied.Response.StatusCode = StatusCodes.Status403Forbidden; // there is a page for it
            return Task.CompletedTask;
        };
    }
}
