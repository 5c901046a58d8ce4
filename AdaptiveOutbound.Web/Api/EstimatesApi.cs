using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Exports;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Api;

/// <summary><c>POST /api/v1/estimates</c>: what a job would ask and can cost.</summary>
internal static class EstimatesApi
{
    public static void Map(IEndpointRouteBuilder api, OutboundHost host) => api
        .MapPost("/estimates", (Delegate)((HttpContext http) => EstimateAsync(http, host))).WithMetadata(new MinimumRole(WorkspaceRole.Member))
        .WithName("EstimateJob").WithTags("jobs").WithSummary("Says what a job would ask and can cost, and starts nothing").Accepts<JobBody>("application/json", JsonBody.AnyType)
        .Example(JobBodyReader.Example)
        .WithDescription("The body is that of POST /jobs. Of more than 20,000 records the first are looked at for stored answers, and the others count as asked.")
        .Produces<RunEstimate>(200).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);

    private static async Task<IResult> EstimateAsync(HttpContext http, OutboundHost host)
    {
        var caller = ApiAccess.CallerOf(http);
        var (request, _, problem) = await JobBodyReader.ReadAsync(http, host.Get<TimeProvider>());
        if (problem is not null) return problem;
        if (request is CleanupRequest)
            return JsonBody.Invalid(JsonBody.Wrong("type", "cleanup_data asks nobody and costs nothing: there is nothing to estimate."));
        var (estimate, refusal) = request is EnrichRequest enrich
            ? await host.Get<EstimateJob>().ExecuteAsync(caller.WorkspaceId, enrich, http.RequestAborted)
            : await ExportAsync(host, caller.WorkspaceId, (ExportRequest)request!, http.RequestAborted);
        return estimate is not null ? ApiJson.Ok(estimate) : StartJobsApi.Refused(refusal!, "payload");
    }

    // An export asks nobody and costs nothing.
    private static async Task<(RunEstimate? Estimate, JobRefusal? Refusal)> ExportAsync(OutboundHost host, Guid workspaceId, ExportRequest request, CancellationToken cancellationToken)
    {
        if (StartExport.Refuse(request) is { } refusal) return (null, refusal);
        var records = await host.Get<RecordRows>().CountAsync(workspaceId, request.Kind, request.Filter ?? new(), cancellationToken);
        return (new(null, records, 0, 0, 0, 0, 0, null, null), null);
    }
}
