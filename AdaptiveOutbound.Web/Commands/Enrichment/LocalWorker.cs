using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>Sees to it that somebody works on the database: a worker that is alive already, or one in this process.</summary>
internal sealed class LocalWorker(CommandRun run, OutboundHost host)
{
    private bool _started;

    /// <summary>
    /// Starts a worker in this process unless one is alive anywhere. May be called again, when the other one has gone. An interrupt
    /// is no error here: jobs are there already, and whoever follows them pauses them.
    /// </summary>
    public async Task EnsureAsync()
    {
        if (_started || run.Interrupted.IsCancellationRequested) return;
        if (await WorkerPresence.AnyAliveAsync(host.Database.System, CancellationToken.None)) return;
        _started = true;
        try
        {
            await host.Get<WorkerProcess>().StartAsync(run.Interrupted);
        }
        catch (OperationCanceledException) when (run.Interrupted.IsCancellationRequested)
        {
        }
    }
}
