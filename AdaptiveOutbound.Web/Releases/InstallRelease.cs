using System.Text.Json;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Schema;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Web.Commands;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Releases;

/// <summary>
/// Puts an unpacked release in the place of the one that serves: backup, migrations, preflight, switch, restart, wait; and switches back
/// when it does not get ready. The release before goes on serving until the switch.
/// </summary>
internal sealed class InstallRelease(CommandRun run, HostSettings settings, OutboundDatabase database, ReleaseFolder folder, ReleaseOptions options)
{
    private readonly RunningRelease _running = new(run, database, options);

    /// <param name="version">A folder of <c>releases</c>; this program's own.</param>
    /// <param name="preflight">Runs the checklist; false: something on it failed.</param>
    /// <exception cref="CommandFailure">It does not serve; the message says what does.</exception>
    public async Task ExecuteAsync(string version, Func<Task<bool>> preflight)
    {
        using var alone = folder.Lock();
        // A release that was cut off after its switch comes again: what served is the one before it.
        var before = folder.Current == version ? folder.Previous : folder.Current;
        var found = await PrepareAsync(version, before, preflight);
        await SwitchAsync(version, before, found);
        // It serves: an interruption comes too late.
        await NoteAsync(version, before);
        foreach (var gone in folder.Prune(options.Keep)) Say($"Removed the old release {gone}.");
        await WarnAboutWorkersAsync();
    }

    // Whatever fails here, what served goes on serving.
    private async Task<SchemaFound> PrepareAsync(string version, string? before, Func<Task<bool>> preflight)
    {
        try
        {
            await SystemUnits.CheckAsync(options.Units);
            var found = await SchemaState.FindAsync(database.System, run.Interrupted);
            if (found.Applied.Count > 0) await BackUpAsync(version);
            Say(found.Pending.Count == 0 ? "No migration is pending." : $"Applying {found.Pending.Count} migration(s).");
            await MigrateDatabase.ExecuteAsync(database.Connections, settings.Environment, run.Clock, run.Interrupted);
            if (await preflight()) return found;
            throw new CommandFailure($"The checklist of {version} failed, see above. Its migrations stay; {before ?? "the next release"} works with them.");
        }
        catch (Exception e)
        {
            var why = run.Interrupted.IsCancellationRequested ? "Interrupted." : CommandShell.Sentence(e);
            throw new CommandFailure($"{why} {(before is null ? "Nothing serves yet." : $"{before} goes on serving.")}", (e as CommandFailure)?.ExitCode ?? ExitCodes.Failed, e);
        }
    }

    private async Task BackUpAsync(string version)
    {
        var file = folder.NewBackup(version, run.Clock.GetUtcNow());
        Say($"Backing up to {file}.");
        await BackUpDatabase.ExecuteAsync(database.Connections, settings.Environment, file, new BackupWish(), run.Clock, run.Messages.Line, run.Interrupted);
        folder.PruneBackups(options.Keep);
    }

    private async Task SwitchAsync(string version, string? before, SchemaFound found)
    {
        Say($"Switching from {before ?? "nothing"} to {version}.");
        var older = folder.Previous;
        // First: a command that is killed after the switch leaves the way back.
        if (before is not null) folder.NotePrevious(before);
        folder.Switch(version);
        if (await _running.StartAsync(version) is not { } trouble)
        {
            folder.MarkFailed(version, failed: false);
            return;
        }

        // One that was interrupted may be as good as any.
        if (!run.Interrupted.IsCancellationRequested) folder.MarkFailed(version, failed: true);
        Say($"Going back to {before ?? "nothing"}.");
        throw new CommandFailure(await GoBackAsync(version, before, older, found, trouble));
    }

    /// <summary>Lets the release before serve again; what came of it.</summary>
    private async Task<string> GoBackAsync(string version, string? before, string? older, SchemaFound found, string trouble)
    {
        var failed = $"{version} does not serve ({trouble})";
        if (before is null || !folder.Has(before))
        {
            folder.Switch(null);
            var stop = await _running.StopAsync();
            return $"{failed}, and there is no release before it: its units are {(stop is null ? "stopped" : $"not stopped ({stop})")}. See {_running.Journal}.";
        }

        folder.Switch(before);
        if (older != before) folder.NotePrevious(older);
        return await _running.StartAgainAsync(before) is not { } again
            ? $"{failed}: {before} serves again.{Undo(version, before, found)} See {_running.Journal}."
            : $"{failed}, and {before}, to which current leads again, does not either{(again == trouble ? "" : $" ({again})")}: start it by hand.{Undo(version, before, found)} See {_running.Journal}.";
    }

    // Only the build that brought them can undo them.
    private string Undo(string version, string before, SchemaFound found) => found.Pending.Count == 0 ? ""
        : $" Its migrations stay; {before} works with them. To undo them, stop the units and run {folder.Of(version)}/outbound db rollback {found.Applied[^1]}.";

    private async Task NoteAsync(string version, string? before)
    {
        await using var connection = await database.System.OpenConnectionAsync(CancellationToken.None);
        await DeploymentEvents.AddAsync(connection, DeploymentEventKind.Release, version, ProductVersion.Text, null, JsonSerializer.Serialize(new { before, host = Environment.MachineName }), CancellationToken.None);
    }

    // Workers of other hosts, and processes that no unit runs, are not this release's to wait for: it is said, and fails nothing.
    private async Task WarnAboutWorkersAsync()
    {
        var alive = await WorkerPresence.AliveAsync(database.System, CancellationToken.None);
        if (!alive.Contains(WorkerPresence.Build)) Say("No worker of this release is alive yet: jobs wait until one is. See ./outbound preflight.");
        if (alive.Any(build => build != WorkerPresence.Build)) Say("Workers of another release run on this database: update their hosts too.");
    }

    private void Say(string line) => run.Messages.Line(line);
}
