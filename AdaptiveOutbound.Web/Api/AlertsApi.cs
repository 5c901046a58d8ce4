using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Api;

/// <summary>Alerts as a list; there is never a next page.</summary>
internal sealed record AlertsAnswer(IReadOnlyList<AlertView> Data, string? NextCursor = null);

/// <summary><c>/api/v1/alerts</c>: what a person should know about money.</summary>
internal static class AlertsApi
{
    public static void Map(IEndpointRouteBuilder api, OutboundHost host) =>
        api.MapGet("/alerts", (Delegate)((HttpContext http) => ListAsync(http, host.Get<ListAlerts>())))
            .WithName("listAlerts").WithTags("Workspace").WithSummary("Alerts about credits").WithDescription("Those that are neither over nor dismissed, newest first, at most 200.").Produces<AlertsAnswer>();

    private static async Task<IResult> ListAsync(HttpContext http, ListAlerts list) => ListQuery.Unknown(http.Request) is { } unknown ? unknown
        : ApiJson.Ok(new AlertsAnswer(await list.ExecuteAsync(ApiAccess.CallerOf(http).WorkspaceId, http.RequestAborted)));
}
