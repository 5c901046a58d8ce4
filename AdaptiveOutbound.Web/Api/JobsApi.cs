using System.Globalization;
using System.Text.Json;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Api;

/// <summary>A step of a job.</summary>
/// <param name="Level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
internal sealed record JobLogView(long Id, string Level, string Event, string Message, JsonElement? Metadata, DateTimeOffset CreatedAt);

/// <summary><c>/api/v1/jobs</c>: looks at and steers jobs. A job of another workspace is as one that does not exist.</summary>
internal static class JobsApi
{
    /// <summary>Outcomes as the answers write them.</summary>
    private static readonly Dictionary<string, ItemOutcome> Outcomes =
        Enum.GetValues<ItemOutcome>().ToDictionary(outcome => JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString()), StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder api, OutboundHost host)
    {
        api.MapGet("/jobs", (Delegate)((HttpContext http) => ListAsync(http, host.Get<ReadJobs>())))
            .Says("listJobs", "Jobs", "List jobs, newest first").Produces<ApiPage<JobView>>()
            .Takes(new("status", "Only jobs of this status.", JobStatus.All), new("type", "Only jobs of this type.", JobTypes.Public), QueryParameter.Cursor, QueryParameter.Limit);
        api.MapGet("/jobs/{id:guid}", (Guid id, HttpContext http) => ShowAsync(http, id, host.Get<ReadJobs>())).Says("showJob", "Jobs", "Show a job").Produces<JobView>();
        api.MapGet("/jobs/{id:guid}/items", (Guid id, HttpContext http) => ItemsAsync(http, id, host.Get<JobReader>()))
            .Says("listJobItems", "Jobs", "List the records and rejected lines of a job", "Rejected lines come first. Lines that were imported have none.").Produces<ApiPage<JobItemRow>>()
            .Takes(new("outcome", "Only those that ended like this.", Outcomes.Keys), QueryParameter.Cursor, QueryParameter.Limit);
        api.MapGet("/jobs/{id:guid}/logs", (Guid id, HttpContext http) => LogsAsync(http, id, host.Get<JobReader>()))
            .Says("listJobLogs", "Jobs", "List the steps of a job, oldest first").Produces<ApiPage<JobLogView>>().Takes(QueryParameter.Cursor, QueryParameter.Limit);
        Steer("cancel", "Cancel a job and what it leads to", (workspace, id, by, ct) => host.Get<CancelJob>().ExecuteAsync(workspace, id, ct, by));
        Steer("pause", "Pause a job and its chain", (workspace, id, by, ct) => host.Get<PauseJob>().ExecuteAsync(workspace, id, ct, by));
        Steer("resume", "Let a paused job go on", (workspace, id, by, ct) => host.Get<ResumeJob>().ExecuteAsync(workspace, id, ct, by));
        Steer("retry", "Try again what failed in a job", (workspace, id, by, ct) => host.Get<RetryJob>().ExecuteAsync(workspace, id, ct, by));

        void Steer(string verb, string summary, Func<Guid, Guid, string, CancellationToken, Task<SteerResult>> steer) => api
            .MapPost($"/jobs/{{id:guid}}/{verb}", (Guid id, HttpContext http) => SteerAsync(http, id, host.Get<ReadJobs>(), steer))
            .Says(verb + "Job", "Jobs", summary).Needs(WorkspaceRole.Member).Produces<JobView>().ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ListAsync(HttpContext http, ReadJobs jobs)
    {
        var query = http.Request.Query;
        var (status, type, cursor) = ((string?)query["status"], (string?)query["type"], (string?)query["cursor"]);
        var (limit, wrong) = ListQuery.Limit(query["limit"]);
        wrong ??= ListQuery.Unknown(http.Request, "status", "type", "cursor", "limit") ?? ListQuery.Known("status", status, JobStatus.All) ?? ListQuery.Known("type", type, JobTypes.Listed);
        Guid? before = Guid.TryParse(cursor, out var id) ? id : null;
        if (cursor is not null && before is null) wrong ??= ListQuery.NoCursor(cursor);
        if (wrong is not null) return wrong;
        var page = await jobs.ListAsync(ApiAccess.CallerOf(http).WorkspaceId, status, type, before, limit, http.RequestAborted);
        return ApiJson.Ok(new ApiPage<JobView>(page.Data, page.Next));
    }

    private static async Task<IResult> ShowAsync(HttpContext http, Guid id, ReadJobs jobs) =>
        await jobs.FindAsync(ApiAccess.CallerOf(http).WorkspaceId, id, http.RequestAborted) is { } job ? ApiJson.Ok(job) : Problem.NotFound("job");

    private static async Task<IResult> LogsAsync(HttpContext http, Guid id, JobReader jobs)
    {
        var (workspace, cursor) = (ApiAccess.CallerOf(http).WorkspaceId, (string?)http.Request.Query["cursor"]);
        var (limit, wrong) = ListQuery.Limit(http.Request.Query["limit"]);
        wrong ??= ListQuery.Unknown(http.Request, "cursor", "limit");
        var after = 0L;
        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            wrong ??= ListQuery.NoCursor(cursor);
        if (wrong is not null) return wrong;
        if (await jobs.FindAsync(workspace, id, http.RequestAborted) is null) return Problem.NotFound("job");
        var rows = await jobs.LogsAsync(workspace, id, after, limit + 1, http.RequestAborted);
        var data = rows.Take(limit).Select(l => new JobLogView(l.Id, l.Level, l.Event, l.Message, l.Metadata is null ? null : JsonElement.Parse(l.Metadata), l.CreatedAt)).ToList();
        return ApiJson.Ok(new ApiPage<JobLogView>(data, rows.Count > limit ? data[^1].Id.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<IResult> ItemsAsync(HttpContext http, Guid id, JobReader jobs)
    {
        var (workspace, query) = (ApiAccess.CallerOf(http).WorkspaceId, http.Request.Query);
        var (outcome, cursor) = ((string?)query["outcome"], (string?)query["cursor"]);
        var (limit, wrong) = ListQuery.Limit(query["limit"]);
        wrong ??= ListQuery.Unknown(http.Request, "outcome", "cursor", "limit") ?? ListQuery.Known("outcome", outcome, Outcomes.Keys);
        if (cursor is not null && !Guid.TryParse(cursor, out _) && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            wrong ??= ListQuery.NoCursor(cursor);
        if (wrong is not null) return wrong;
        if (await jobs.FindAsync(workspace, id, http.RequestAborted) is null) return Problem.NotFound("job");
        var page = await jobs.ItemsAsync(workspace, id, outcome is null ? [] : [Outcomes[outcome]], cursor, limit, http.RequestAborted);
        return ApiJson.Ok(new ApiPage<JobItemRow>(page.Data, page.Next));
    }

    private static async Task<IResult> SteerAsync(HttpContext http, Guid id, ReadJobs jobs, Func<Guid, Guid, string, CancellationToken, Task<SteerResult>> steer)
    {
        var caller = ApiAccess.CallerOf(http);
        // Begun, it is ended: a caller that hangs up has steered all the same.
        switch (await steer(caller.WorkspaceId, id, caller.By, CancellationToken.None))
        {
            case SteerResult.NotFound: return Problem.NotFound("job");
            case SteerResult.Conflict conflict: return Problem.Of(StatusCodes.Status409Conflict, "state_conflict", conflict.Message);
            default: return await ShowAsync(http, id, jobs);
        }
    }
}
