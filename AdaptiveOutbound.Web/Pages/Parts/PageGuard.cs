namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>What every answer of the host carries: nothing from elsewhere, nobody frames it, nobody keeps it. And pages for errors.</summary>
internal static class PageGuard
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Sets the headers; again where an answer was begun anew.</summary>
    public static void Guard(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (http.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
    }

    public static void UsePageGuard(this WebApplication app)
    {
        app.Use((http, next) =>
        {
            Guard(http);
            var headers = http.Response.Headers;
            http.Response.OnStarting(() =>
            {
                // Pages show what a workspace holds: no cache may keep them. Assets say for themselves.
                if (!headers.ContainsKey("Cache-Control")) headers.CacheControl = "no-store";
                return Task.CompletedTask;
            });
            return next(http);
        });
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/api") && !http.Request.Path.StartsWithSegments("/health"),
            pages => pages.UseStatusCodePagesWithReExecute("/problem/{0}"));
    }
}
