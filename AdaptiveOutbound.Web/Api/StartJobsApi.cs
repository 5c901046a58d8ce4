using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Exports;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Api;

/// <summary><c>POST /api/v1/jobs</c>: makes jobs over stored records.</summary>
internal static class StartJobsApi
{
    public static void Map(IEndpointRouteBuilder api, OutboundHost host) => api
        .MapPost("/jobs", (Delegate)((HttpContext http) => StartAsync(http, host))).WithMetadata(new MinimumRole(WorkspaceRole.Member))
        .WithName("StartJob").WithTags("jobs").WithSummary("Enriches or exports stored records").Accepts<JobBody>("application/json", JsonBody.AnyType)
        .Example(JobBodyReader.Example)
        .WithDescription("payload of enrich_accounts and enrich_contacts: recordIds (at most 10,000) or filter, provider, refresh; of export_data: kind, filter, columns, escape.")
        .Produces<JobView>(202).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);

    private static async Task<IResult> StartAsync(HttpContext http, OutboundHost host)
    {
        var caller = ApiAccess.CallerOf(http);
        var (request, content, problem) = await JobBodyReader.ReadAsync(http, host.Get<TimeProvider>());
        if (problem is not null) return problem;
        return await Idempotent.JobAsync(http, host, content, async remember =>
        {
            var (id, refusal) = request is EnrichRequest enrich
                ? await host.Get<StartEnrich>().ExecuteAsync(caller.WorkspaceId, enrich, http.RequestAborted, remember)
                : await host.Get<StartExport>().ExecuteAsync(caller.WorkspaceId, (ExportRequest)request!, http.RequestAborted, remember);
            return (id ?? default, refusal is null ? null : Refused(refusal, "payload"));
        });
    }

    /// <summary>Why a job was not made.</summary>
    /// <param name="path">Where its payload stands in the request; empty for the query.</param>
    internal static IResult Refused(JobRefusal refusal, string path)
    {
        var status = refusal.Code switch
        {
            "not_found" => StatusCodes.Status404NotFound,
            "no_key" or "key_rejected" => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status422UnprocessableEntity,
        };
        ProblemError[] errors = refusal.UnknownAt is { } places
            ? [.. places.Take(100).Select(place => new ProblemError(JsonBody.At(path, $"recordIds[{place}]"), null, "not_found", $"recordIds[{place}] is of no record of this workspace."))]
            : [new ProblemError(refusal.Field is null ? path : JsonBody.At(path, refusal.Field), null, refusal.Code, refusal.Message)];
        return Problem.Of(status, refusal.Code, refusal.Message, errors);
    }
}
