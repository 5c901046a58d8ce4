using System.Globalization;
using System.Text.Json;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Commands;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Api;

/// <summary><c>/api/v1/jobs/{id}/events</c> and <c>/api/v1/events</c>: jobs as they change, as server-sent events.</summary>
internal static class EventsApi
{
    public static void Map(IEndpointRouteBuilder api, OutboundHost host)
    {
        api.MapGet("/jobs/{id:guid}/events", (Guid id, HttpContext http) => JobAsync(http, id, host))
            .Says("followJob", "Jobs", "Follow a job", "Events named job, each with the job as it stands. The current state comes first; after the last one the stream closes. "
                + "A reader that comes back with Last-Event-ID after the end is answered 204.")
            .Produces<JobView>(StatusCodes.Status200OK, EventStream.MediaType).Produces(StatusCodes.Status204NoContent);
        api.MapGet("/events", (Delegate)((HttpContext http) => WorkspaceAsync(http, host)))
            .Says("followWorkspace", "Jobs", "Follow all jobs of the workspace", "Events named job: the open jobs first, then each that changes. With Last-Event-ID also those that have ended since, among the newest 200.")
            .Produces<JobView>(StatusCodes.Status200OK, EventStream.MediaType);
    }

    private static async Task<IResult> JobAsync(HttpContext http, Guid id, OutboundHost host)
    {
        if (Refused(http, host) is { } refused) return refused;
        if (await host.Get<ReadJobs>().FindAsync(ApiAccess.CallerOf(http).WorkspaceId, id, http.RequestAborted) is not { } job) return Problem.NotFound("job");
        // The one answer after which a browser does not come back.
        if (job.CompletedAt is { } ended && Since(http) is { } since && ended <= since) return Results.NoContent();
        await StreamAsync(http, host, id);
        return Results.Empty;
    }

    private static async Task<IResult> WorkspaceAsync(HttpContext http, OutboundHost host)
    {
        if (Refused(http, host) is { } refused) return refused;
        await StreamAsync(http, host, null);
        return Results.Empty;
    }

    private static IResult? Refused(HttpContext http, OutboundHost host)
    {
        if (ListQuery.Unknown(http.Request) is { } unknown) return unknown;
        if (http.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } text] && Since(http) is null)
            return Problem.Parameter("Last-Event-ID", $"{text} is no id of an event: send the id of the last one, or leave it out.");
        if (!JobStream.IsFull(host, ApiAccess.CallerOf(http).WorkspaceId)) return null;
        http.Response.Headers.RetryAfter = "60";
        return Problem.Of(StatusCodes.Status429TooManyRequests, "too_many_readers", $"This workspace has {JobStream.MostReaders} open event streams: close one, or follow all jobs with one stream of /api/v1/events.");
    }

    private static DateTimeOffset? Since(HttpContext http) =>
        long.TryParse(http.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < 100_000_000_000_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    private static Task StreamAsync(HttpContext http, OutboundHost host, Guid? jobId) => JobStream.FollowAsync(
        http, host, (ApiAccess.CallerOf(http).WorkspaceId, jobId, Since(http)), async _ => await new ApiAccess(host.Get<ApiTokens>()).CallerAsync(http) is not null,
        (stream, followed, job) => stream.SendAsync("job", followed.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), JsonSerializer.Serialize(job, JsonOutput.Options)));
}
