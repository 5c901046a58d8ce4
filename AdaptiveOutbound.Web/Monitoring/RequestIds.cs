using System.Collections;
using AdaptiveOutbound.Jobs.Monitoring;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Pages.Parts;

namespace AdaptiveOutbound.Web.Monitoring;

/// <summary>The ids of what a request is about, as far as they are known at the moment of asking.</summary>
internal sealed class RequestIds(HttpContext http) : IEnumerable<KeyValuePair<string, object?>>
{
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        var workspace = (http.Items[typeof(ApiCaller)] as ApiCaller)?.WorkspaceId ?? (http.Items[typeof(Shell)] as Shell)?.Workspace?.WorkspaceId;
        if (workspace is not null) yield return new(LogIds.Workspace, workspace);
        // As the caller wrote it: only what is an id is repeated.
        if (http.GetRouteValue("id") is { } id && http.Request.Path.Value?.Contains("/jobs/", StringComparison.Ordinal) == true && Guid.TryParse(id.ToString(), out var job))
            yield return new(LogIds.Job, job);
    }

    /// <summary>Gives them to the log lines of each request.</summary>
    public static IApplicationBuilder Use(IApplicationBuilder app, ILoggerFactory logs)
    {
        var logger = logs.CreateLogger("AdaptiveOutbound.Web");
        return app.Use(async (http, next) =>
        {
            using (logger.BeginScope(new RequestIds(http))) await next(http);
        });
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
