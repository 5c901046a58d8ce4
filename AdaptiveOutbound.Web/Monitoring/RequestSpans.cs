using System.Diagnostics;
using AdaptiveOutbound.Jobs.Monitoring;
using AdaptiveOutbound.Web.Hosting;
using OpenTelemetry.Instrumentation.AspNetCore;

namespace AdaptiveOutbound.Web.Monitoring;

/// <summary>Which requests are spans, and what these say.</summary>
internal static class RequestSpans
{
    public static void Configure(AspNetCoreTraceInstrumentationOptions options)
    {
        options.Filter = IsShown;
        options.EnrichWithHttpRequest = (span, _) => Clean(span);
        options.EnrichWithHttpResponse = (span, response) =>
        {
            Clean(span);
            foreach (var (key, value) in new RequestIds(response.HttpContext))
                span.SetTag(key == LogIds.Workspace ? "outbound.workspace.id" : "outbound.job.id", value?.ToString());
        };
        options.EnrichWithException = (span, _) => Clean(span);
    }

    // Monitors look all the time; and the sandbox's server in this process is the other side of a call.
    private static bool IsShown(HttpContext http) =>
        !http.Request.Path.StartsWithSegments("/health") && !http.Request.Path.StartsWithSegments("/metrics") && http.RequestServices.GetService<OutboundHost>() is not null;

    // A query holds what a person searches for, such as an e-mail address, and the codes of links.
    private static void Clean(Activity span) => span.SetTag("url.query", null).SetTag("http.url", null).SetTag("http.target", null);
}
