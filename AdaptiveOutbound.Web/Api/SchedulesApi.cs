using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Idempotency;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Schedules;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Api;

/// <summary>One schedule with the next times that its cron names.</summary>
/// <param name="NextTimes">At most five, without the schedule's share of the spread.</param>
internal sealed record ScheduleAnswer(Guid Id, string Name, string Cron, string TimeZone, string Type, Data.Records.RecordFilter Filter, string? Provider, decimal? MaxCredits, int Priority,
    string Overlap, string Missed, bool Enabled, DateTimeOffset? NextRunAt, DateTimeOffset? LastRunAt, Guid? LastJobId, string? WaitingMessage, string? CreatedBy,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IReadOnlyList<NextTime> NextTimes)
{
    public static ScheduleAnswer From(ScheduleView s, ReadSchedules read) => new(s.Id, s.Name, s.Cron, s.TimeZone, s.Type, s.Filter, s.Provider, s.MaxCredits, s.Priority, s.Overlap, s.Missed,
        s.Enabled, s.NextRunAt, s.LastRunAt, s.LastJobId, s.WaitingMessage, s.CreatedBy, s.CreatedAt, s.UpdatedAt, [.. read.NextTimes(s.Cron, s.TimeZone).Select(NextTime.From)]);
}

/// <summary>A time that a cron names.</summary>
/// <param name="Local">On the clocks of its zone, with how far they are from UTC.</param>
/// <param name="Note">Where the clocks change; null elsewhere.</param>
internal sealed record NextTime(DateTimeOffset At, string Local, string? Note)
{
    public static NextTime From(CronTime time) => new(time.At.ToUniversalTime(), time.At.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture), time.Note);
}

/// <summary><c>/api/v1/schedules</c>: recurring enrichment. A schedule of another workspace is as one that does not exist.</summary>
internal static class SchedulesApi
{
    private const string Tag = "Schedules";

    public static void Map(IEndpointRouteBuilder api, OutboundHost host)
    {
        api.MapGet("/schedules", (Delegate)((HttpContext http) => ListAsync(http, host.Get<ReadSchedules>())))
            .Says("listSchedules", Tag, "List schedules, newest first").Produces<ApiPage<ScheduleView>>().Takes(QueryParameter.Cursor, QueryParameter.Limit);
        api.MapPost("/schedules", (Delegate)((HttpContext http) => AddAsync(http, host)))
            .Says("addSchedule", Tag, "Add a schedule", "It runs in the name of the token. Without timeZone the workspace's holds.").Needs(WorkspaceRole.Admin)
            .Accepts<ScheduleBody>("application/json", JsonBody.AnyType).Example(ScheduleBody.Example).Produces<ScheduleAnswer>(201).ProducesProblem(422);
        api.MapGet("/schedules/{id:guid}", (Guid id, HttpContext http) => ShowAsync(http, id, host.Get<ReadSchedules>())).Says("showSchedule", Tag, "Show a schedule and its next times").Produces<ScheduleAnswer>();
        api.MapPut("/schedules/{id:guid}", (Guid id, HttpContext http) => ChangeAsync(http, id, host))
            .Says("putSchedule", Tag, "Change a schedule as a whole", "enabled false pauses it. Who changes it takes it over: it runs in their name. A changed cron or zone counts from now.").Needs(WorkspaceRole.Admin)
            .Accepts<ScheduleBody>("application/json", JsonBody.AnyType).Example(ScheduleBody.Example).Produces<ScheduleAnswer>().ProducesProblem(422);
        api.MapDelete("/schedules/{id:guid}", (Guid id, HttpContext http) => DeleteAsync(http, id, host.Get<DeleteSchedule>()))
            .Says("deleteSchedule", Tag, "Remove a schedule", "Jobs that it made go on.").Needs(WorkspaceRole.Admin).Produces(204);
        api.MapPost("/schedules/{id:guid}/run", (Guid id, HttpContext http) => RunAsync(http, id, host))
            .Says("runSchedule", Tag, "Run a schedule now", "Its next run stays where it is.").Needs(WorkspaceRole.Member).Produces<JobView>(202).ProducesProblem(409).ProducesProblem(422);
        api.MapGet("/schedules/{id:guid}/runs", (Guid id, HttpContext http) => RunsAsync(http, id, host.Get<ReadSchedules>()))
            .Says("listScheduleRuns", Tag, "What came of a schedule's runs, newest first").Produces<ApiPage<ScheduleRunView>>().Takes(QueryParameter.Cursor, QueryParameter.Limit);
        api.MapGet("/schedules/{id:guid}/estimate", (Guid id, HttpContext http) => EstimateAsync(http, id, host.Get<ReadSchedules>()))
            .Says("estimateSchedule", Tag, "What a run would ask and can cost now").Needs(WorkspaceRole.Member).Produces<RunEstimate>().ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> ListAsync(HttpContext http, ReadSchedules read)
    {
        var (before, limit, wrong) = PageOf(http);
        if (wrong is not null) return wrong;
        var page = await read.ListAsync(ApiAccess.CallerOf(http).WorkspaceId, before, limit, http.RequestAborted);
        return ApiJson.Ok(new ApiPage<ScheduleView>(page.Data, page.Next));
    }

    private static async Task<IResult> ShowAsync(HttpContext http, Guid id, ReadSchedules read) =>
        await read.FindAsync(ApiAccess.CallerOf(http).WorkspaceId, id, http.RequestAborted) is { } found ? ApiJson.Ok(ScheduleAnswer.From(found, read)) : Problem.NotFound("schedule");

    private static async Task<IResult> AddAsync(HttpContext http, OutboundHost host)
    {
        var (json, content, unread) = await JsonBody.ReadAsync(http);
        if (unread is not null) return unread;
        var (body, problem) = TypedBody.Of<ScheduleBody>(json);
        if (body is null) return problem!;
        var (wanted, wrong) = body.Read();
        if (wanted is null) return wrong!;
        var (caller, read) = (ApiAccess.CallerOf(http), host.Get<ReadSchedules>());
        return await Idempotent.RunAsync(http, host.Get<IdempotencyKeys>(), content, async claim => Answer(StatusCodes.Status201Created, read,
            await host.Get<SaveSchedule>().AddAsync(caller.WorkspaceId, wanted, OwnerOf(caller), CancellationToken.None,
                claim is null ? null : made => claim.Answer(StatusCodes.Status201Created, ApiJson.Text(ScheduleAnswer.From(made, read))))));
    }

    private static async Task<IResult> ChangeAsync(HttpContext http, Guid id, OutboundHost host)
    {
        var (body, problem) = await TypedBody.ReadAsync<ScheduleBody>(http);
        if (body is null) return problem!;
        var (wanted, wrong) = body.Read();
        if (wanted is null) return wrong!;
        var caller = ApiAccess.CallerOf(http);
        return Answer(StatusCodes.Status200OK, host.Get<ReadSchedules>(),
            await host.Get<SaveSchedule>().ChangeAsync(caller.WorkspaceId, id, wanted, null, OwnerOf(caller), CancellationToken.None));
    }

    private static async Task<IResult> DeleteAsync(HttpContext http, Guid id, DeleteSchedule delete)
    {
        var caller = ApiAccess.CallerOf(http);
        return await delete.ExecuteAsync(caller.WorkspaceId, id, caller.By, CancellationToken.None) ? Results.NoContent() : Problem.NotFound("schedule");
    }

    private static async Task<IResult> RunAsync(HttpContext http, Guid id, OutboundHost host)
    {
        var caller = ApiAccess.CallerOf(http);
        return await Idempotent.JobAsync(http, host, default, async remember =>
        {
            var (job, refusal) = await host.Get<RunSchedule>().ExecuteAsync(caller.WorkspaceId, id, caller.By, CancellationToken.None, remember);
            return (job ?? default, job is not null ? null : refusal is null ? Problem.NotFound("schedule") : Refused(refusal));
        });
    }

    private static async Task<IResult> RunsAsync(HttpContext http, Guid id, ReadSchedules read)
    {
        var (before, limit, wrong) = PageOf(http);
        if (wrong is not null) return wrong;
        var workspace = ApiAccess.CallerOf(http).WorkspaceId;
        if (await read.FindAsync(workspace, id, http.RequestAborted) is null) return Problem.NotFound("schedule");
        var page = await read.RunsAsync(workspace, id, before, limit, http.RequestAborted);
        return ApiJson.Ok(new ApiPage<ScheduleRunView>(page.Data, page.Next));
    }

    private static async Task<IResult> EstimateAsync(HttpContext http, Guid id, ReadSchedules read)
    {
        var workspace = ApiAccess.CallerOf(http).WorkspaceId;
        if (await read.FindAsync(workspace, id, http.RequestAborted) is not { } schedule) return Problem.NotFound("schedule");
        var (estimate, refusal) = await read.EstimateAsync(workspace, schedule, http.RequestAborted);
        return estimate is not null ? ApiJson.Ok(estimate) : Refused(refusal!);
    }

    private static ScheduleOwner OwnerOf(ApiCaller caller) => new(caller.By, null, caller.TokenId);

    private static IResult Refused(JobRefusal refusal) =>
        refusal.Code == "overlap" ? Problem.Of(StatusCodes.Status409Conflict, "state_conflict", refusal.Message) : StartJobsApi.Refused(refusal, "");

    private static IResult Answer(int status, ReadSchedules read, SaveScheduleResult result) => result switch
    {
        SaveScheduleResult.Saved saved => ApiJson.Of(status, ScheduleAnswer.From(saved.Schedule, read)),
        SaveScheduleResult.Refused refused => JsonBody.Invalid([.. refused.Problems.Select(p => new ProblemError(p.Field, null, p.Code, p.Message))]),
        SaveScheduleResult.NotFound => Problem.NotFound("schedule"),
        _ => Problem.Of(StatusCodes.Status409Conflict, "state_conflict", "Somebody else changed the schedule at this moment: read it again and repeat the change."),
    };

    private static (Guid? Before, int Limit, IResult? Wrong) PageOf(HttpContext http)
    {
        var cursor = (string?)http.Request.Query["cursor"];
        var (limit, wrong) = ListQuery.Limit(http.Request.Query["limit"]);
        wrong ??= ListQuery.Unknown(http.Request, "cursor", "limit");
        Guid? before = Guid.TryParse(cursor, out var id) ? id : null;
        return (before, limit, wrong ?? (cursor is not null && before is null ? ListQuery.NoCursor(cursor) : null));
    }
}
