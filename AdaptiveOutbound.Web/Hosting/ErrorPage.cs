using System.Net;
using AdaptiveOutbound.Web.Pages;
using AdaptiveOutbound.Web.Pages.Parts;

namespace AdaptiveOutbound.Web.Hosting;

/// <summary>What a browser sees when a page fails. It asks nobody: the database may be what is away.</summary>
internal static class ErrorPage
{
    /// <summary>Whether the request is a browser's for a page; programs get a problem.</summary>
    public static bool IsFor(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api") && !request.Path.StartsWithSegments("/health") && !request.Path.StartsWithSegments("/metrics")
        && request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    public static Task WriteAsync(HttpContext http, int status)
    {
        var words = new ProblemModel { Status = status };
        var theme = http.Request.Cookies["theme"] is ("light" or "dark") and var chosen ? chosen : null;
        PageGuard.Guard(http);
        (http.Response.StatusCode, http.Response.ContentType) = (status, "text/html; charset=utf-8");
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync($"""
            <!doctype html>
            <html lang="en"{(theme is null ? "" : $" data-theme=\"{theme}\"")}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="{theme ?? "light dark"}"><title>{WebUtility.HtmlEncode(words.Heading)} · AdaptiveOutbound</title>
            <link rel="stylesheet" href="/tokens.css"><link rel="stylesheet" href="/app.css"><link rel="stylesheet" href="/pages.css"><link rel="icon" href="/mark.svg"></head>
            <body><div class="auth"><main class="auth-form" id="main"><span class="brand"><img src="/mark.svg" alt="" width="28" height="28">AdaptiveOutbound</span>
            <div><h1>{WebUtility.HtmlEncode(words.Heading)}</h1><p class="muted">{WebUtility.HtmlEncode(words.Advice)}</p></div>
            <div class="actions"><a class="btn primary" href="">Try again</a><a class="btn" href="/">Go to your workspaces</a></div></main></div></body></html>
            """, http.RequestAborted);
    }
}
