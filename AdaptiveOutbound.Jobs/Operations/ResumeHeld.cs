using System.Text.Json;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Jobs.Schedules;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>What the hold keeps from going on.</summary>
internal sealed record RestingWork(int Jobs, int Schedules);

/// <summary>What goes on.</summary>
/// <param name="Jobs">Also those that were made or resumed by hand since the restore, and rested with their lanes.</param>
internal sealed record ResumedWork(int Jobs, int Lanes, int Schedules);

/// <summary>
/// Lets go on what a restore let rest, and nothing that rested before it. Done again after an interruption it does what is left: the event that ends
/// the hold is written last.
/// </summary>
internal sealed class ResumeHeld(OutboundDatabase database, HoldRows rows, ScheduleRows schedules, ScheduleTimes times, TimeProvider clock)
{
    /// <summary>The restore after which work rests; null when it does not.</summary>
    public Task<OpenHold?> FindAsync(CancellationToken cancellationToken) => rows.FindAsync(cancellationToken);

    /// <summary>What rests now: people may have made, resumed or ended some since the restore.</summary>
    public async Task<RestingWork> CountAsync(OpenHold hold, CancellationToken cancellationToken) => new(
        await rows.RestingAsync(hold.Restore.Held, cancellationToken), (await rows.SwitchedOffAsync(hold.Restore.Held.Schedules, cancellationToken)).Count);

    /// <param name="by">Who says so.</param>
    public async Task<ResumedWork> ExecuteAsync(OpenHold hold, string by, CancellationToken cancellationToken)
    {
        var held = hold.Restore.Held;
        var jobs = await rows.RestingAsync(held, cancellationToken);
        foreach (var (workspace, paused) in await rows.PausedAsync(held.Jobs, cancellationToken))
        {
            await using var steering = await JobSteering.BeginAsync(database.App, workspace, cancellationToken);
            await steering.ResumeAsync(paused, cancellationToken);
            await steering.LogAsync(paused, "resumed", "Job resumed after the restore", by, cancellationToken);
            await steering.CommitAsync(cancellationToken);
        }

        var lanes = await rows.OpenLanesAsync(held.LanesKept, cancellationToken);
        var switchedOn = await SwitchOnAsync(held.Schedules, cancellationToken);
        foreach (var workspace in await rows.WorkspacesAsync(cancellationToken)) await rows.EndAlertAsync(workspace.Id, cancellationToken);
        var done = new ResumedWork(jobs, lanes, switchedOn);
        await rows.EndAsync(hold.Restore.File, by, JsonSerializer.Serialize(done, JsonSerializerOptions.Web), cancellationToken);
        return done;
    }

    private async Task<int> SwitchOnAsync(Guid[] held, CancellationToken cancellationToken)
    {
        var switchedOn = 0;
        foreach (var (workspace, id) in await rows.SwitchedOffAsync(held, cancellationToken))
        {
            if (await schedules.FindAsync(workspace, id, cancellationToken) is not { } schedule) continue;
            schedule.Enabled = true;
            // What passed meanwhile is left out: it begins with its next time.
            schedule.DueAt = null;
            var (due, next) = times.After(schedule, clock.GetUtcNow());
            if (await rows.SwitchOnAsync(workspace, id, due, next, cancellationToken)) switchedOn++;
        }

        return switchedOn;
    }
}
