using System.Collections.Concurrent;
using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Jobs.Lanes;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Schedules;

/// <summary>
/// Fires what is due, in every worker process: nothing waits for Hangfire, which may be late or have disabled a recurring job. Also keeps
/// Hangfire's mirror.
/// </summary>
internal sealed partial class ScheduleSweep(DueSchedules due, FireSchedule fire, MirrorSchedules mirror, WorkerOptions options, TimeProvider clock, ILogger<ScheduleSweep> logger) : IWorkerLoop
{
    /// <summary>Schedules of one look.</summary>
    private const int Step = 500;

    /// <summary>Firings at once: most of their time is the database's.</summary>
    private const int AtOnce = 4;

    private const int HealEvery = 30;
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _troubled = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.ReconcileInterval, clock);
        for (var tick = 0; ; tick++)
        {
            try
            {
                while (await RunOnceAsync(cancellationToken) == Step) { }
                if (tick % HealEvery == 0)
                    await mirror.HealAsync(cancellationToken);
                await mirror.ExecuteAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Failed(logger, e);
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>One look at what is due; how many were found.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var found = await due.ListAsync(now, Step, cancellationToken);
        // One that fails waits a little, so that it is neither tried all the time nor in the way of others.
        var some = found.Where(s => !_troubled.TryGetValue(s.Id, out var since) || now - since > AfterTrouble);
        var fired = 0;
        await Parallel.ForEachAsync(some, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (schedule, ct) =>
        {
            try
            {
                if (await fire.ExecuteAsync(schedule.WorkspaceId, schedule.Id, ct) is not null)
                    Interlocked.Increment(ref fired);
                _troubled.TryRemove(schedule.Id, out _);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                _troubled[schedule.Id] = now;
                NotFired(logger, schedule.Id, e);
            }
        });
        // Where none moved, more of the same is of no use until the next tick.
        return fired > 0 ? found.Count : 0;
    }

    [LoggerMessage(2421, LogLevel.Error, "Schedules could not be looked at; it is tried again")]
    private static partial void Failed(ILogger logger, Exception e);

    [LoggerMessage(2422, LogLevel.Error, "Schedule {Schedule} could not be fired; it is tried again")]
    private static partial void NotFired(ILogger logger, Guid schedule, Exception e);
}
