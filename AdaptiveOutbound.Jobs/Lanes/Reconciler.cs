using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Monitoring;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>
/// The safety net, in every worker process: takes back what dead workers had, makes waiting items due, finds lanes that
/// nobody marked, sets stopped jobs' items aside, takes steps of removals.
/// </summary>
internal sealed partial class Reconciler(ReconcileStore store, StopSweep stops, RemovalStore removals, Dispatcher dispatcher, ChunkRinger ringer, LoopBeats beats, Telemetry telemetry, WorkerOptions options, TimeProvider clock, ILogger<Reconciler> logger) : IWorkerLoop
{
    private const int SlowEvery = 30;
    private const int PartitionsEvery = 3600;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.ReconcileInterval, clock);
        for (var tick = 0; ; tick++)
        {
            try
            {
                await RunOnceAsync(cancellationToken);
                beats.Beat(LoopBeats.Reconciler);
                if (tick % SlowEvery == SlowEvery - 1)
                    await store.ForgetWakesAsync(cancellationToken);
                if (tick % PartitionsEvery == 0)
                    await store.EnsureLogPartitionsAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                telemetry.Repairs.Count(RepairKinds.Reconciler);
                Failed(logger, e);
            }
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>One look at everything.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var rescued = await store.RescueAsync(cancellationToken);
        if (rescued.Count > 0)
        {
            telemetry.Repairs.Count(RepairKinds.Rescue, rescued.Count);
            Rescued(logger, rescued.Count);
        }
        rescued.ForEach(dispatcher.Mark);
        (await store.PromoteAsync(cancellationToken)).ForEach(dispatcher.Mark);
        (await stops.RunAsync(cancellationToken)).ForEach(dispatcher.Mark);
        foreach (var lane in await store.DueLanesAsync(cancellationToken))
        {
            if (lane.At is { } at)
                dispatcher.MarkAt(lane.LaneId, at);
            else
                dispatcher.Mark(lane.LaneId);
        }
        await store.RelaxAsync(cancellationToken);
        foreach (var wake in await store.WantWakesAsync(cancellationToken))
            ringer.Wake(wake);
        await ForgetEndedAsync(cancellationToken);
        foreach (var removal in await removals.PendingAsync(cancellationToken))
            await removals.StepAsync(removal, cancellationToken);
    }

    private async Task ForgetEndedAsync(CancellationToken cancellationToken)
    {
        var outstanding = dispatcher.Outstanding();
        if (outstanding.Length == 0)
            return;
        var open = await store.OpenChunksAsync(outstanding, cancellationToken);
        dispatcher.Forget(outstanding.Except(open));
    }

    [LoggerMessage(2301, LogLevel.Warning, "Took back chunks of {Lanes} lanes from dead workers")]
    private static partial void Rescued(ILogger logger, int lanes);

    [LoggerMessage(2302, LogLevel.Error, "The reconciler could not look; it tries again")]
    private static partial void Failed(ILogger logger, Exception e);
}
