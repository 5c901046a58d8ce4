using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Schema;
using AdaptiveOutbound.Jobs.Lanes;

namespace AdaptiveOutbound.Web.Hosting;

/// <summary><c>/health/ready</c>: a word for everybody, figures for operators.</summary>
internal static class Readiness
{
    public static void MapReady(this WebApplication app, OutboundHost host) => app.MapGet("/health/ready", (Delegate)((HttpContext http) => AnswerAsync(http, host)));

    private static async Task<IResult> AnswerAsync(HttpContext http, OutboundHost host)
    {
        try
        {
            var pending = await SchemaState.PendingAsync(host.Database.App, http.RequestAborted);
            if (pending.Count > 0) return Results.Text("migrations pending\n", statusCode: StatusCodes.Status503ServiceUnavailable);
            if (!Metrics.IsOperator(http)) return Results.Text("ready\n");
            var engine = (await host.Get<ReadLanes>().ExecuteAsync(http.RequestAborted)).Engine;
            return Results.Text($"ready\nworkers {engine.Workers}\nslots {engine.Slots}\nchunks processing {engine.ChunksProcessing}\nchunks queued {engine.ChunksQueued}\nlanes waiting {engine.LanesWaiting}\n");
        }
        catch (Exception e) when (DatabaseTrouble.Sentence(e) is not null)
        {
            return Results.Text("database unavailable\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
