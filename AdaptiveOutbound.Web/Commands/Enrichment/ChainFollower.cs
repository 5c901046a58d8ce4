using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Web.Commands.Jobs;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>How following a chain came to its end.</summary>
internal enum ChainEnd
{
    /// <summary>All its jobs have ended.</summary>
    Ended,

    /// <summary>A person must do something; it is paused.</summary>
    Waits,

    /// <summary>It was interrupted and is paused.</summary>
    Interrupted,
}

/// <summary>Looks at a chain until it has ended, cannot go on by itself, or a person interrupts.</summary>
internal sealed class ChainFollower(CommandRun run, OutboundHost host, LocalWorker worker, Guid workspace)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The chain as it was last seen.</summary>
    public ChainState? Last { get; private set; }

    /// <summary>Why it waits; set with <see cref="ChainEnd.Waits"/>.</summary>
    public WaitingFor? Waits { get; private set; }

    /// <summary>Follows; <paramref name="show"/> is told each time it looked.</summary>
    public async Task<ChainEnd> FollowAsync(Guid import, Action<ChainState> show)
    {
        var (moved, since) = (-1L, run.Clock.GetTimestamp());
        while (true)
        {
            // Looked at without the interrupt's token: what a batch has written meanwhile is still shown.
            var state = Last = await ChainState.ReadAsync(host.Get<ReadJobs>(), workspace, import, CancellationToken.None);
            show(state);
            if (state.Open is not { } open) return ChainEnd.Ended;
            if (run.Interrupted.IsCancellationRequested)
            {
                if (await PauseAsync(open)) return ChainEnd.Interrupted;
                continue;
            }

            if (state.Moved != moved) (moved, since) = (state.Moved, run.Clock.GetTimestamp());
            if (state.WaitsForPerson is { } wait && run.Clock.GetElapsedTime(since) > Patience && await PauseAsync(open))
            {
                Waits = wait;
                return ChainEnd.Waits;
            }

            if (state.WaitsForWorker) await worker.EnsureAsync();
            await Task.WhenAny(Task.Delay(Poll, run.Clock, run.Interrupted)); // an interrupt ends the pause early and is no error
        }
    }

    /// <summary>False when it has ended meanwhile.</summary>
    private async Task<bool> PauseAsync(JobView open) =>
        await host.Get<PauseJob>().ExecuteAsync(workspace, open.Id, CancellationToken.None, JobSteers.By) is SteerResult.Done;
}
