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
    private readonly RunningRelease _running = new(run, options);

    /// <param name="version">A folder of <c>releases</c>; this program's own.</param>
    /// <param name="preflight">Runs the checklist; false: something on it failed.</param>
    /// <exception cref="CommandFailure">It does not serve; the message says what does.</exception>
    public async Task ExecuteAsync(string version, Func<Task<bool>> preflight)
    {
        using var alone = folder.Lock();
        // A release that was cut off after its switch comes again: what served is the one before it.
        var before = folder.Current == version ? folder.Previous : folder.Current;
        var found = await SchemaState.FindAsync(database.System, run.Interrupted);
        if (found.Applied.Count > 0) await BackUpAsync(version);
        Say(found.Pending.Count == 0 ? "No migration is pending." : $"Applying {found.Pending.Count} migration(s).");
        await MigrateDatabase.ExecuteAsync(database.Connections, settings.Environment, run.Clock, run.Interrupted);
        if (!await preflight())
            throw new CommandFailure($"The checklist of {version} failed, see above: {Stays(before)}. Its migrations stay; {before ?? "the next release"} works with them.");

        await SwitchAsync(version, before, found);
        await NoteAsync(version, before);
        foreach (var gone in folder.Prune(options.Keep)) Say($"Removed the old release {gone}.");
        await WarnAboutWorkersAsync();
    }

    private async Task BackUpAsync(string version)
    {
        var file = folder.NewBackup(version, run.Clock.GetUtcNow());
        Say($"Backing up to {file}.");
        await BackUpDatabase.ExecuteAsync(database.Connections, settings.Environment, file, new BackupWish(), run.Clock, run.Messages.Line, run.Interrupted);
    }

    private async Task SwitchAsync(string version, string? before, SchemaFound found)
    {
        Say($"Switching from {before ?? "nothing"} to {version}.");
        var older = folder.Previous;
        // First: a command that is killed after the switch leaves the way back.
        if (before is not null) folder.NotePrevious(before);
        folder.Switch(version);
        if (await _running.StartAsync() is not { } trouble)
        {
            folder.MarkFailed(version, failed: false);
            return;
        }

        Say($"{version} did not get ready ({trouble}).");
        folder.MarkFailed(version, failed: true);
        throw new CommandFailure(await GoBackAsync(version, before, older, found, trouble));
    }

    /// <summary>Lets the release before serve again; what came of it.</summary>
    private async Task<string> GoBackAsync(string version, string? before, string? older, SchemaFound found, string trouble)
    {
        if (before is null || !folder.Has(before))
        {
            folder.Switch(null);
            await _running.StopAsync();
            return $"{version} did not get ready at {_running.ReadyUrl} ({trouble}), and there is no release before it: its units are stopped. See {_running.Journal}.";
        }

        folder.Switch(before);
        if (older != before) folder.NotePrevious(older);
        return await _running.StartAgainAsync() is not { } again
            ? $"{version} did not get ready at {_running.ReadyUrl} ({trouble}): {before} serves again.{Undo(version, before, found)} See {_running.Journal}."
            : $"{version} did not get ready ({trouble}), and {before}, to which current leads again, does not either ({again}): see {_running.Journal}, and start it by hand.";
    }

    // Only the build that brought them can undo them.
    private string Undo(string version, string before, SchemaFound found) => found.Pending.Count == 0 ? ""
        : $" Its migrations stay; {before} works with them. To undo them, stop the units and run {folder.Of(version)}/outbound db rollback {found.Applied[^1]}.";

    private async Task NoteAsync(string version, string? before)
    {
        await using var connection = await database.System.OpenConnectionAsync(run.Interrupted);
        await DeploymentEvents.AddAsync(connection, DeploymentEventKind.Release, version, ProductVersion.Text, null, JsonSerializer.Serialize(new { before, host = Environment.MachineName }), run.Interrupted);
    }

    // Workers may start later than the web, and may run on other hosts: it is said, and fails nothing.
    private async Task WarnAboutWorkersAsync()
    {
        var alive = await WorkerPresence.AliveAsync(database.System, run.Interrupted);
        if (!alive.Contains(WorkerPresence.Build)) Say("No worker of this release is alive yet: jobs wait until one is. See ./outbound preflight.");
        if (alive.Any(build => build != WorkerPresence.Build)) Say("Workers of another release run on this database: update their hosts too.");
    }

    private static string Stays(string? before) => before is null ? "nothing serves yet" : $"{before} goes on serving";

    private void Say(string line) => run.Messages.Line(line);
}
