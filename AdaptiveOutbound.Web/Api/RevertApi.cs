using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Api;

/// <summary><c>POST /api/v1/jobs/{id}/revert</c>: makes the job that puts back what an enrichment changed.</summary>
internal static class RevertApi
{
    public static void Map(IEndpointRouteBuilder api, OutboundHost host) => api
        .MapPost("/jobs/{id:guid}/revert", (Guid id, HttpContext http) => RevertAsync(http, id, host))
        .WithMetadata(new MinimumRole(WorkspaceRole.Member)).WithName("revertJob").WithTags("Jobs").WithSummary("Put back what an enrichment changed")
        .WithDescription("Values that are still the run's get their earlier one back, or are empty again; what came later stays. Nothing is paid back, and the stored answers stay. The job's result says how much: reverted, fields, unchanged, gone.")
        .Produces<JobView>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<IResult> RevertAsync(HttpContext http, Guid id, OutboundHost host)
    {
        if (ListQuery.Unknown(http.Request) is { } wrong)
            return wrong;
        var caller = ApiAccess.CallerOf(http);
        return await Idempotent.JobAsync(http, host, default, async remember =>
            await host.Get<RevertEnrichment>().ExecuteAsync(caller.WorkspaceId, id, caller.By, CancellationToken.None, remember) switch
            {
                RevertAnswer.Started { JobId: var job } => (job, null),
                RevertAnswer.Conflict conflict => (default, Problem.Of(StatusCodes.Status409Conflict, "state_conflict", conflict.Message)),
                _ => (default(Guid), Problem.NotFound("job")),
            });
    }
}
