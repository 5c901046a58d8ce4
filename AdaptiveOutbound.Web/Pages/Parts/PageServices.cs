using System.Text.Encodings.Web;
using System.Text.Unicode;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>Registers the pages: Razor Pages that answer signed-in people only, but for the few that sign them in.</summary>
internal static class PageServices
{
    private static readonly string[] Open = ["/SignIn", "/SetUp", "/Problem", "/Reset", "/Invitation"];

    public static IServiceCollection AddPages(this IServiceCollection services, HostSettings settings)
    {
        services.AddRazorPages(options =>
        {
            options.Conventions.AuthorizeFolder("/");
            foreach (var page in Open) options.Conventions.AllowAnonymousToPage(page);
            options.Conventions.AddPageRoute("/Workspace/RecordEdit", "/w/{workspace}/{kind:regex(^(accounts|contacts)$)}/new");
            options.Conventions.AuthorizeFolder("/Operator", Access.AccessServices.OperatorPolicy);
            options.Conventions.ConfigureFilter(new RefuseNul());
        });
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // umlauts as they are
        services.AddTransient<ReceiveUpload>().AddTransient<FormOnce>();
        // Forms carry a token that differs in each answer, so that its length tells nothing; secrets that are shown once are never repeated.
        services.AddResponseCompression(o => o.EnableForHttps = true);
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = settings.IsDevelopment ? "outbound-form" : "__Host-outbound-form";
            o.Cookie.SecurePolicy = settings.IsDevelopment ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            (o.Cookie.Path, o.Cookie.SameSite) = ("/", SameSiteMode.Lax);
        });
        return services.Configure<Microsoft.AspNetCore.Mvc.CookieTempDataProviderOptions>(o =>
        {
            o.Cookie.Name = settings.IsDevelopment ? "outbound-done" : "__Host-outbound-done";
            o.Cookie.SecurePolicy = settings.IsDevelopment ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            (o.Cookie.Path, o.Cookie.SameSite, o.Cookie.IsEssential) = ("/", SameSiteMode.Lax, true);
        });
    }
}
