using System.Collections.Concurrent;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Lanes;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>
/// Looks for changed records that wait to be enriched by themselves, in every worker process. A burst of changes becomes one job: it waits
/// until nothing has changed for ten seconds, and at most a minute.
/// </summary>
internal sealed partial class AutoEnrichLoop(ChangedRecords changed, AutoEnrich auto, WorkerOptions options, TimeProvider clock, ILogger<AutoEnrichLoop> logger) : IWorkerLoop
{
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AfterTrouble = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<ChangedSet, DateTimeOffset> _waits = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.ReconcileInterval, clock);
        do
        {
            try
            {
                await RunOnceAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Failed(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>One look.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var set in await changed.DueAsync(Quiet, Longest, cancellationToken))
        {
            if (_waits.TryGetValue(set, out var since) && now - since < AfterTrouble)
                continue;
            try
            {
                // One job a look: what comes meanwhile has its own time to be quiet.
                if (await auto.ExecuteAsync(set, cancellationToken) is null)
                    _waits[set] = now; // nobody to ask, or another process has them
                else
                    _waits.TryRemove(set, out _);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                _waits[set] = now;
                NotMade(logger, set.WorkspaceId, e);
            }
        }
    }

    [LoggerMessage(2411, LogLevel.Error, "Changed records could not be looked at; it is tried again")]
    private static partial void Failed(ILogger logger, Exception e);

    [LoggerMessage(2412, LogLevel.Error, "The changed records of workspace {Workspace} got no job; it is tried again")]
    private static partial void NotMade(ILogger logger, Guid workspace, Exception e);
}
