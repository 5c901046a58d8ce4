using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Lanes;
using Hangfire;
using Hangfire.Common;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>Does the nightly run when it is due, in every worker process, and shows it to operators as a recurring job of Hangfire.</summary>
internal sealed partial class CleanupLoop(RunCleanup run, JobStorage storage, CleanupOptions options, TimeProvider clock, ILogger<CleanupLoop> logger) : IWorkerLoop
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private TaskCompletionSource _rung = Signal();

    /// <summary>What Hangfire calls.</summary>
    public CleanupJob Job => field ??= new(this);

    /// <summary>Looks each minute, and when it is rung.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var isPlanned = false; ;)
        {
            var rung = Volatile.Read(ref _rung).Task;
            try
            {
                if (!isPlanned)
                {
                    await run.PlanAsync(cancellationToken);
                    Mirror();
                    isPlanned = true;
                }

                if (await run.ExecuteAsync(cancellationToken)) Mirror();
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Failed(logger, e);
            }

            await Task.WhenAny(rung, Task.Delay(Look, clock, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Lets it look now.</summary>
    public void Ring() => Interlocked.Exchange(ref _rung, Signal()).TrySetResult();

    /// <summary>Writes the recurring job; one that Hangfire disabled or somebody removed is there again.</summary>
    public void Mirror() => new RecurringJobManager(storage, HangfireSetup.Filters()).AddOrUpdate(RunCleanup.Name,
        Hangfire.Common.Job.FromExpression<CleanupJob>(job => job.CleanUp(), LaneQueues.Maintenance), Cron.Daily(options.Hour), new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc });

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(2432, LogLevel.Error, "Cleaning up failed; it tries again")]
    private static partial void Failed(ILogger logger, Exception e);
}
