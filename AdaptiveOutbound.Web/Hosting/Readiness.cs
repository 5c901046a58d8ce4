using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Schema;
using AdaptiveOutbound.Jobs.Lanes;

namespace AdaptiveOutbound.Web.Hosting;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: the schema fits, and where the process is a worker, it takes work; a
/// word for everybody, figures for operators.
/// </summary>
internal static class Readiness
{
    public static void MapHealth(this WebApplication app, OutboundHost host)
    {
        app.MapGet("/health/live", () => Results.Text("live\n")).DisableHttpMetrics();
        app.MapGet("/health/ready", (Delegate)((HttpContext http) => AnswerAsync(http, host))).DisableHttpMetrics();
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, OutboundHost host)
    {
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
