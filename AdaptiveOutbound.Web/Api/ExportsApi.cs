using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Exports;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Api;

/// <summary><c>/api/v1/exports/{jobId}/file</c>: what an export made, streamed.</summary>
internal static class ExportsApi
{
    public static void Map(IEndpointRouteBuilder api, OutboundHost host) =>
        api.MapGet("/exports/{jobId:guid}/file", (Guid jobId, HttpContext http) => FileAsync(http, jobId, host.Get<ReadJobs>(), host.Get<DownloadFile>()))
            .Says("downloadExport", "Exports", "Download the file of a completed export").Produces(StatusCodes.Status200OK, contentType: "text/csv")
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status410Gone);

    private static async Task<IResult> FileAsync(HttpContext http, Guid jobId, ReadJobs jobs, DownloadFile download)
    {
        var caller = ApiAccess.CallerOf(http);
        var workspace = caller.WorkspaceId;
        if (await jobs.FindAsync(workspace, jobId, http.RequestAborted) is not { Type: JobTypes.ExportData } job) return Problem.NotFound("export");
        if (job is not { Status: JobStatus.Completed, Result: { } result })
            return Problem.Of(StatusCodes.Status409Conflict, "state_conflict", $"The export is {job.Status.Replace('_', ' ')}: it has no file{(job.HasEnded ? "" : " yet")}.");
        var file = PayloadJson.Read<ExportResult>(result.GetRawText()).FileId;
        if (await download.GrantAsync(workspace, jobId, file, caller.By, http.RequestAborted) is not { } name) return Problem.Of(StatusCodes.Status410Gone, "file_expired", "The file has expired and is gone: export again.");
        return Results.Stream(stream => download.ExecuteAsync(workspace, file, stream, http.RequestAborted), CsvDownload.ContentType, name);
    }
}
