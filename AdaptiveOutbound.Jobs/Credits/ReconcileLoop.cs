using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Lanes;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>Lets one of the worker processes compare what was booked with the providers' own counters, again and again: each workspace is due once a night.</summary>
internal sealed class ReconcileLoop(MaintenanceRows rows, ReconcileCredits reconcile, TimeProvider clock, ILogger<ReconcileLoop> logger) : IWorkerLoop
{
    private const string Name = "reconcile_credits";
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    /// <summary>How often workspaces that are due are looked for.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(15);

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await RunOnceAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                logger.NotReconciled(e);
            }
        }
    }

    /// <summary>What was done; null when it is not due, or another process does it.</summary>
    public async Task<ReconcileResult?> RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await rows.AddAsync(Name, now, cancellationToken);
        if (await rows.TakeAsync(Name, now, now + Every, cancellationToken) is not { } held)
            return null;
        var result = await reconcile.ExecuteAsync(cancellationToken);
        await rows.EndAsync(Name, held, held, PayloadJson.Write(result), cancellationToken);
        return result;
    }
}
