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

    /// <param name="to">The version that shall serve.</param>
    /// <param name="keepSchema">Leaves the migrations that <paramref name="to"/> does not know.</param>
    /// <param name="yes">Whether it was agreed to.</param>
    public async Task ExecuteAsync(string to, bool keepSchema, bool yes)
    {
        var from = folder.Current ?? throw new CommandFailure($"Nothing serves from {folder.Path} yet: there is nothing to roll back.");
        if (from == to) throw new CommandFailure($"{to} serves already: nothing was done.");
        var plan = keepSchema ? null : await PlanAsync(to);
        await run.AskAsync(yes, [$"{from} goes back to {to}.", .. plan is null ? ["The schema stays as it is."] : DbRollback.Lines(plan)], "Roll back?");

        await SystemUnits.StopAsync(options.Units, run.Interrupted);
        if (plan is not null) await UndoAsync(plan, from);
        folder.Switch(to);
        // What was rolled back is not what one goes back to the next time.
        folder.NotePrevious(null);
        await SystemUnits.RestartAsync(options.Units, run.Interrupted);
        if (await ReadyWait.ForAsync(options.ReadyUrl, TimeSpan.FromSeconds(options.ReadySeconds), run.Clock, run.Interrupted) is { } trouble)
            throw new CommandFailure($"{to} is in place and did not get ready at {options.ReadyUrl} ({trouble}): see journalctl -u {options.Units.FirstOrDefault("outbound-web")}.");
        await NoteAsync(to, from);
    }

    private async Task<RollbackPlan?> PlanAsync(string to)
    {
        var target = await LastKnownToAsync(to);
        var found = await SchemaState.FindAsync(database.System, run.Interrupted);
        return found.Applied.Count == 0 || found.Applied[^1] == target ? null
            : await SchemaRollback.PlanAsync(database.Connections, settings.Environment, target, run.Interrupted);
    }

    // The release itself says which migrations it knows.
    private async Task<string> LastKnownToAsync(string version)
    {
        var start = new ProcessStartInfo(Path.Combine(folder.Of(version), "outbound"), ["db", "status", "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(run.Interrupted), process.StandardError.ReadToEndAsync(run.Interrupted));
        await process.WaitForExitAsync(run.Interrupted);
        if (process.ExitCode != 0) throw new CommandFailure($"{version} does not run ({(await error).Trim()}): nothing was done.");
        var status = JsonDocument.Parse(await output).RootElement;
        var newer = status.GetProperty("newer").EnumerateArray().Select(x => x.GetString()!).ToHashSet(StringComparer.Ordinal);
        return status.GetProperty("applied").EnumerateArray().Select(x => x.GetString()!).Last(id => !newer.Contains(id));
    }

    private async Task UndoAsync(RollbackPlan plan, string from)
    {
        await WorkersGoneAsync();
        var file = folder.NewBackup($"rollback-of-{from}", run.Clock.GetUtcNow());
        run.Messages.Line($"Backing up to {file}.");
        await BackUpDatabase.ExecuteAsync(database.Connections, settings.Environment, file, new BackupWish(), run.Clock, run.Messages.Line, run.Interrupted);
        await SchemaRollback.ExecuteAsync(database.Connections, plan, run.Clock, run.Interrupted);
    }

    private async Task WorkersGoneAsync()
    {
        for (var start = run.Clock.GetTimestamp(); await WorkerPresence.AnyAliveAsync(database.System, run.Interrupted); await Task.Delay(Look, run.Clock, run.Interrupted))
        {
            if (run.Clock.GetElapsedTime(start) < WorkersEnd) continue;
            await SystemUnits.RestartAsync(options.Units, run.Interrupted);
            throw new CommandFailure("Workers on other hosts still run and would work against tables that are gone: stop them, and try again; or keep the tables with --keep-schema. The units here were started again, and nothing was undone.");
        }
    }

    private async Task NoteAsync(string to, string from)
    {
        await using var connection = await database.System.OpenConnectionAsync(run.Interrupted);
        if (await DeploymentEvents.AreKeptAsync(connection, run.Interrupted))
            await DeploymentEvents.AddAsync(connection, DeploymentEventKind.Rollback, to, ProductVersion.Text, null, JsonSerializer.Serialize(new { before = from, host = Environment.MachineName }), run.Interrupted);
    }
}
