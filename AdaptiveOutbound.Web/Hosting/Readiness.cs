using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Schema;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Web.Releases;

namespace AdaptiveOutbound.Web.Hosting;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: the schema fits, and where the process is a worker, it takes work; a
/// word for everybody, figures for operators. A header says which release answers, so that another one is not taken for the one that was
/// just put in place.
/// </summary>
internal static class Readiness
{
    /// <summary>The header with the release: its version, as its folder is called; of what was not installed, the build.</summary>
    public const string ReleaseHeader = "X-Outbound-Release";

    private static readonly string Release = ReleaseFolder.VersionOfThisProgram ?? ProductVersion.Text;

    public static void MapHealth(this WebApplication app, OutboundHost host)
    {
        app.MapGet("/health/live", () => Results.Text("live\n")).DisableHttpMetrics();
        app.MapGet("/health/ready", (Delegate)((HttpContext http) => AnswerAsync(http, host))).DisableHttpMetrics();
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, OutboundHost host)
    {
        http.Response.Headers[ReleaseHeader] = Release;
        try
        {
            var pending = await SchemaState.PendingAsync(host.Database.App, http.RequestAborted);
            if (pending.Count > 0) return NotReady("migrations pending");
            if (host.Get<WorkerProcess>().Trouble() is { } trouble) return NotReady(trouble);
            if (!Metrics.IsOperator(http)) return Results.Text("ready\n");
            var engine = (await host.Get<ReadLanes>().ExecuteAsync(http.RequestAborted)).Engine;
            return Results.Text($"ready\nworkers {engine.Workers}\nslots {engine.Slots}\nchunks processing {engine.ChunksProcessing}\nchunks queued {engine.ChunksQueued}\nlanes waiting {engine.LanesWaiting}\n");
        }
        catch (Exception e) when (DatabaseTrouble.Sentence(e) is not null)
        {
            return NotReady("database unavailable");
        }
    }

    private static IResult NotReady(string why) => Results.Text($"{why}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
