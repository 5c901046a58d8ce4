using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Imports;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>What the row of the nightly run keeps of it.</summary>
internal sealed record CleanupReport(bool Ended, double Seconds, IReadOnlyDictionary<string, long> Removed);

/// <summary>
/// The nightly run over all workspaces. Its row says when it is due and who has it, so that however many processes ask, by Hangfire or by
/// their own clock, one does it. A run that was stopped is due at once, one whose process died after ten minutes.
/// </summary>
internal sealed partial class RunCleanup(MaintenanceRows rows, CleanUpData clean, CleanupOptions options, TimeProvider clock, ILogger<RunCleanup> logger)
{
    /// <summary>The row's name, and that of Hangfire's recurring job.</summary>
    public const string Name = "cleanup_data";

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(3);

    /// <summary>Makes the row where there is none.</summary>
    public Task PlanAsync(CancellationToken cancellationToken) => rows.PlanAsync(Name, options.NextRun(clock.GetUtcNow()), cancellationToken);

    /// <summary>Runs when it is due and nobody else runs; false when not.</summary>
    public async Task<bool> ExecuteAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetUtcNow();
        if (await rows.TakeAsync(Name, began, began + Lease, cancellationToken) is not { } taken)
            return false;
        DateTimeOffset? held = taken;
        var (progress, until) = (new CleanupProgress(), began + Renewal);
        try
        {
            await clean.ExecuteAsync(null, progress, GoesOnAsync, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await EndAsync();
            throw;
        }

        await EndAsync();
        return true;

        async Task<bool> GoesOnAsync()
        {
            var now = clock.GetUtcNow();
            if (held is not { } mine || now < until) return held is not null;
            (held, until) = (await rows.KeepAsync(Name, mine, now + Lease, cancellationToken), now + Renewal);
            return held is not null;
        }

        async Task EndAsync()
        {
            var now = clock.GetUtcNow();
            var report = new CleanupReport(progress.HasEnded, Math.Round((now - began).TotalSeconds, 1), progress.Removed);
            Ended(logger, report.Ended, report.Seconds, string.Join(", ", progress.Removed.Select(kind => $"{kind.Key} {kind.Value}")));
            if (held is { } mine)
                await rows.EndAsync(Name, mine, progress.HasEnded ? options.NextRun(now) : now, PayloadJson.Write(report), CancellationToken.None);
        }
    }

    [LoggerMessage(2431, LogLevel.Information, "Cleaned up what was too old (to its end: {HasEnded}) in {Seconds} s: {Removed}")]
    private static partial void Ended(ILogger logger, bool hasEnded, double seconds, string removed);
}
