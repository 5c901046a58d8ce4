using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Api;

/// <summary>A page of chunks.</summary>
internal sealed record ChunkPage(IReadOnlyList<JobChunkRow> Data, string? NextCursor);

/// <summary>Chunks, counts and removal of jobs.</summary>
internal static class JobHistoryApi
{
    private const string Tag = "Jobs";

    public static void Map(IEndpointRouteBuilder api, OutboundHost host)
    {
        api.MapGet("/jobs/stats", async (HttpContext http) => ListQuery.Unknown(http.Request)
                ?? ApiJson.Ok(await host.Get<CountJobs>().ExecuteAsync(ApiAccess.CallerOf(http).WorkspaceId, http.RequestAborted)))
            .WithName("getJobStats").WithTags(Tag).WithSummary("How many jobs stand where").Produces<JobStats>();
        api.MapGet("/jobs/{id:guid}/chunks", (Guid id, HttpContext http) => ChunksAsync(http, id, host))
            .WithName("listJobChunks").WithTags(Tag).WithSummary("The sub-jobs that took items of a job").Takes(QueryParameter.Cursor, QueryParameter.Limit).Produces<ChunkPage>().ProducesProblem(StatusCodes.Status404NotFound);
        api.MapDelete("/jobs/{id:guid}", (Guid id, HttpContext http) => RemoveAsync(http, id, host.Get<RemoveJob>()))
            .WithName("deleteJob").WithTags(Tag).WithSummary("Remove a job that has ended").WithMetadata(new MinimumRole(WorkspaceRole.Member))
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ChunksAsync(HttpContext http, Guid id, OutboundHost host)
    {
        var (workspace, cursor) = (ApiAccess.CallerOf(http).WorkspaceId, (string?)http.Request.Query["cursor"]);
        var (limit, wrong) = ListQuery.Limit(http.Request.Query["limit"]);
        wrong ??= ListQuery.Unknown(http.Request, "cursor", "limit");
        Guid? after = Guid.TryParse(cursor, out var chunk) ? chunk : null;
        if (cursor is not null && after is null) wrong ??= ListQuery.NoCursor(cursor);
        if (wrong is not null) return wrong;
        if (await host.Get<ReadJobs>().FindAsync(workspace, id, http.RequestAborted) is null) return Problem.NotFound("job");
        var page = await host.Get<JobHistory>().ChunksAsync(workspace, id, after, limit, http.RequestAborted);
        return ApiJson.Ok(new ChunkPage(page.Data, page.Next));
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, Guid id, RemoveJob remove)
    {
        var caller = ApiAccess.CallerOf(http);
        return await remove.ExecuteAsync(caller.WorkspaceId, id, caller.By, CancellationToken.None) switch
        {
            SteerResult.NotFound => Problem.NotFound("job"),
            SteerResult.Conflict conflict => Problem.Of(StatusCodes.Status409Conflict, "state_conflict", conflict.Message),
            _ => Results.NoContent(),
        };
    }
}
