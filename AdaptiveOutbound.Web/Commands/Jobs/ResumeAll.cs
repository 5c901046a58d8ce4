using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Web.Pages.Parts;

namespace AdaptiveOutbound.Web.Commands.Jobs;

/// <summary><c>jobs resume --all</c>: ends the rest after a restore, when a person has seen what was spent since the backup.</summary>
internal static class ResumeAll
{
    public static async Task<int> RunAsync(CommandRun run, bool yes)
    {
        await using var host = await run.OpenHostAsync();
        var resume = host.Get<ResumeHeld>();
        if (await resume.FindAsync(run.Interrupted) is not { } hold)
        {
            if (run.Json) run.WriteJson(new { held = false });
            else run.Out.WriteLine("Nothing rests because of a restore: nothing was changed. One job goes on with ./outbound jobs resume JOB.");
            return ExitCodes.Ended;
        }

        var spent = await host.Get<ReadSpent>().ExecuteAsync(run.Interrupted);
        await run.AskAsync(yes, Lines(hold, spent, await resume.CountAsync(hold, run.Interrupted)), "Let all of it go on?");
        var done = await resume.ExecuteAsync(hold, CommandRun.By, run.Interrupted);
        if (run.Json) run.WriteJson(new { held = true, backup = hold.Restore.File, backupAt = hold.Restore.TakenAt, restoredAt = hold.At, spent, resumed = done });
        else run.Out.WriteLine($"{Words.Count(done.Jobs, "job")}, {Words.Count(done.Lanes, "lane")} and {Words.Count(done.Schedules, "schedule")} go on. What rested before the restore rests still.");
        return ExitCodes.Ended;
    }

    private static IEnumerable<string> Lines(OpenHold hold, IReadOnlyList<SpentSince> spent, RestingWork rests) =>
    [
        $"Restored {hold.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC from {hold.Restore.File}, a backup of {hold.Restore.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC. What was asked and paid between the two is not in the ledger, and may be asked again.",
        .. spent.Select(line => $"  {line.Workspace}, {line.Provider}: {line.Message}{(line.CreditsLeft is { } left ? $" {left:#,0.####} credits are left." : "")}"),
        .. spent.Count == 0 ? new[] { "  No workspace has a key of a provider: nothing was spent by one." } : [],
        $"{Words.Count(rests.Jobs, "job")} and {Words.Count(rests.Schedules, "schedule")} rest.",
    ];
}
