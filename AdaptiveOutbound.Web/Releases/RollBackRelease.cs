using System.Diagnostics;
using System.Text.Json;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Schema;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Web.Commands;
using AdaptiveOutbound.Web.Commands.Operations;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Releases;

/// <summary>The inverse of <see cref="InstallRelease"/>: the release before serves again, on the schema that it knows.</summary>
internal sealed class RollBackRelease(CommandRun run, HostSettings settings, OutboundDatabase database, ReleaseFolder folder, ReleaseOptions options)
{
    private static readonly TimeSpan WorkersEnd = TimeSpan.FromSeconds(40), Look = TimeSpan.FromMilliseconds(500);
    private readonly RunningRelease _running = new(run, database, options);

    /// <param name="to">The version that shall serve.</param>
    /// <param name="keepSchema">Leaves the migrations that <paramref name="to"/> does not know.</param>
    /// <param name="yes">Whether it was agreed to.</param>
    /// <exception cref="CommandFailure">It does not serve; the message says what does.</exception>
    public async Task ExecuteAsync(string to, bool keepSchema, bool yes)
    {
        using var alone = folder.Lock();
        var from = folder.Current ?? throw new CommandFailure($"Nothing serves from {folder.Path} yet: there is nothing to roll back.");
        if (from == to)
        {
            await FinishAsync(to);
            return;
        }

        await SystemUnits.CheckAsync(options.Units);
        var lastKnown = await LastKnownToAsync(to);
        var plan = keepSchema ? null : await PlanAsync(lastKnown);
        await run.AskAsync(yes, [$"{from} goes back to {to}.", .. plan is null ? ["The schema stays as it is."] : DbRollback.Lines(plan)], "Roll back?");
        await StopAndUndoAsync(plan, from);
        folder.Switch(to);
        if (await _running.StartAsync(to) is { } trouble) throw new CommandFailure(await GoBackAsync(to, from, plan, trouble));
        // It serves: an interruption comes too late. What was rolled back is not what one goes back to the next time.
        folder.NotePrevious(null);
        await NoteAsync(to, from);
    }

    // One that was cut off between switch and restart is finished.
    private async Task FinishAsync(string to)
    {
        if (await _running.IsReadyAsync(to)) throw new CommandFailure($"{to} serves already: nothing was done.");
        if (await _running.StartAsync(to) is { } trouble) throw new CommandFailure($"{to} was in place already, was started, and does not serve ({trouble}): see {_running.Journal}.");
        folder.NotePrevious(null);
    }

    private async Task<string> GoBackAsync(string to, string from, RollbackPlan? plan, string trouble)
    {
        var stays = $"{to} does not serve ({trouble})";
        // What was undone is needed by the one that served: only its own installation brings it back.
        if (plan is { Undone.Count: > 0 })
            return $"{stays}, and the schema stands where it needs it: see {_running.Journal}. To go forward again: {folder.Of(from)}/outbound release.";
        folder.Switch(from);
        return await _running.StartAgainAsync(from) is not { } again
            ? $"{stays}: {from} serves again. See {_running.Journal}."
            : $"{stays}, and {from}, to which current leads again, does not either{(again == trouble ? "" : $" ({again})")}: see {_running.Journal}, and start it by hand.";
    }

    private async Task<RollbackPlan?> PlanAsync(string target)
    {
        var found = await SchemaState.FindAsync(database.System, run.Interrupted);
        return found.Applied.Count == 0 || found.Applied[^1] == target ? null
            : await SchemaRollback.PlanAsync(database.Connections, settings.Environment, target, run.Interrupted);
    }

    // The release itself says which migrations it knows, and which of them it misses.
    private async Task<string> LastKnownToAsync(string version)
    {
        var start = new ProcessStartInfo(Path.Combine(folder.Of(version), "outbound"), ["db", "status", "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Start(start, version);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(run.Interrupted), process.StandardError.ReadToEndAsync(run.Interrupted));
        await process.WaitForExitAsync(run.Interrupted);
        run.Interrupted.ThrowIfCancellationRequested();
        if (process.ExitCode != 0) throw new CommandFailure($"{version} does not run ({(await error).Trim()}): nothing was done.");
        var status = JsonDocument.Parse(await output).RootElement;
        if (status.GetProperty("pending").GetArrayLength() > 0) throw new CommandFailure($"{version} needs migrations that the database does not have: install it with deploy/release. Nothing was done.");
        var newer = status.GetProperty("newer").EnumerateArray().Select(x => x.GetString()!).ToHashSet(StringComparer.Ordinal);
        return status.GetProperty("applied").EnumerateArray().Select(x => x.GetString()!).Last(id => !newer.Contains(id));
    }

    private static Process Start(ProcessStartInfo start, string version)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CommandFailure($"The program of {version} does not run ({e.Message}): nothing was done.");
        }
    }

    // Nothing that fails here leaves the units stopped.
    private async Task StopAndUndoAsync(RollbackPlan? plan, string from)
    {
        try
        {
            if (await _running.StopAsync() is { } trouble) throw new CommandFailure($"{trouble}.");
            run.Interrupted.ThrowIfCancellationRequested();
            if (plan is not null) await UndoAsync(plan, from);
        }
        catch (Exception e)
        {
            var why = run.Interrupted.IsCancellationRequested ? "Interrupted." : CommandShell.Sentence(e);
            throw new CommandFailure(await _running.StartAgainAsync(from) is not { } again
                ? $"{why} The units were started again: {from} serves."
                : $"{why} The units were started again, and {from} does not serve ({again}): see ./outbound db status, and {_running.Journal}.", cause: e);
        }
    }

    private async Task UndoAsync(RollbackPlan plan, string from)
    {
        await WorkersGoneAsync();
        var file = folder.NewBackup($"rollback-of-{from}", run.Clock.GetUtcNow());
        run.Messages.Line($"Backing up to {file}.");
        await BackUpDatabase.ExecuteAsync(database.Connections, settings.Environment, file, new BackupWish(), run.Clock, run.Messages.Line, run.Interrupted);
        folder.PruneBackups(options.Keep);
        await SchemaRollback.ExecuteAsync(database.Connections, plan, run.Clock, run.Interrupted);
    }

    private async Task WorkersGoneAsync()
    {
        for (var start = run.Clock.GetTimestamp(); await WorkerPresence.AnyAliveAsync(database.System, run.Interrupted); await Task.Delay(Look, run.Clock, run.Interrupted))
            if (run.Clock.GetElapsedTime(start) >= WorkersEnd)
                throw new CommandFailure("Workers on other hosts still run and would work against tables that are gone: stop them, and try again; or keep the tables with --keep-schema. Nothing was undone.");
    }

    private async Task NoteAsync(string to, string from)
    {
        await using var connection = await database.System.OpenConnectionAsync(CancellationToken.None);
        if (await DeploymentEvents.AreKeptAsync(connection, CancellationToken.None))
            await DeploymentEvents.AddAsync(connection, DeploymentEventKind.Rollback, to, ProductVersion.Text, null, JsonSerializer.Serialize(new { before = from, host = Environment.MachineName }), CancellationToken.None);
    }
}
