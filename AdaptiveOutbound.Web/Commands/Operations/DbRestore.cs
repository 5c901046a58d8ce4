using System.CommandLine;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Web.Commands.Enrichment;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Pages.Parts;

namespace AdaptiveOutbound.Web.Commands.Operations;

/// <summary><c>db restore FILE [--verify] [--from-environment NAME] [--yes]</c>.</summary>
internal static class DbRestore
{
    private const int MostNamed = 10;

    public static Command Create(CommandShell shell)
    {
        var file = new Argument<string>("FILE") { Description = "What ./outbound db backup wrote." };
        var verify = new Option<bool>("--verify") { Description = "Restore it into a scratch database only, and compare: nothing is changed." };
        var from = new Option<string?>("--from-environment") { Description = "Whose backup it may be, when it is another environment's.", HelpName = "NAME" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("restore", "Put a backup in the place of all data. Afterwards all work rests until ./outbound jobs resume --all.") { file, verify, from, yes };
        shell.Handle(command, (parse, run) => parse.GetValue(verify)
            ? VerifyAsync(run, Check(parse.GetRequiredValue(file)))
            : RestoreAsync(run, Check(parse.GetRequiredValue(file)), parse.GetValue(from), parse.GetValue(yes)));
        return command;
    }

    // What is read is read twice, and from its end.
    private static string Check(string file) => !File.Exists(file) || RegularFile.Is(file) ? file : throw new CommandFailure($"{file} is no regular file: nothing was restored. Name the file that ./outbound db backup wrote.");

    private static async Task<int> VerifyAsync(CommandRun run, string file)
    {
        await using var database = await DbSchema.OpenAsync(run, HostSettings.Read());
        var manifest = await VerifyBackup.ExecuteAsync(database.Connections, file, run.Clock, run.Messages.Line, run.Interrupted);
        if (run.Json) run.WriteJson(new { file, verified = true, manifest.Environment, manifest.At, manifest.Rows });
        else run.Out.WriteLine($"{file} restores: {manifest.Rows:#,0} rows of {manifest.Tables.Count} tables of {manifest.Environment}, as of {manifest.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, are the same.");
        return ExitCodes.Ended;
    }

    private static async Task<int> RestoreAsync(CommandRun run, string file, string? from, bool yes)
    {
        var settings = HostSettings.Read();
        await using var database = await DbSchema.OpenAsync(run, settings);
        var done = await RestoreDatabase.ExecuteAsync(database.Connections, settings.Environment, file, from, plan => AgreesAsync(run, database.Address, plan, yes), run.Clock, run.Messages.Line, run.Interrupted);
        if (done is null) return ExitCodes.Failed;
        if (run.Json) run.WriteJson(new { file, done.Sha256, done.Backup.Environment, done.Backup.At, done.Backup.Rows, done.Migrated, paused = new { done.Jobs, done.Schedules } });
        else run.Out.WriteLine($"Restored {done.Backup.Rows:#,0} rows, as of {done.Backup.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. Now at rest: {Words.Count(done.Jobs, "job")} and {Words.Count(done.Schedules, "schedule")}. See what was spent since and let them go on with ./outbound jobs resume --all. Everybody signs in anew.");
        return ExitCodes.Ended;
    }

    private static async Task<bool> AgreesAsync(CommandRun run, string address, RestorePlan plan, bool yes)
    {
        var (backup, newer) = (plan.Backup, plan.Newer);
        await run.AskAsync(yes,
        [
            $"This replaces all data of {address} by a backup of {backup.Environment} of {backup.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC ({backup.Rows:#,0} rows).",
            $"Made since then, and lost: {newer.Jobs:#,0} jobs, {newer.Records:#,0} records, {newer.Users:#,0} users, {newer.Paid:#,0} answers that cost {newer.Credits:#,0.##} credits, and every change to what is older.",
            .. ForeignLines(plan.Foreign),
        ], "Restore it?");
        return true;
    }

    private static string[] ForeignLines(IReadOnlyList<string> foreign) => foreign.Count == 0 ? [] :
        [$"Not this product's, and lost too: {string.Join(", ", foreign.Take(MostNamed))}{(foreign.Count > MostNamed ? $", and {foreign.Count - MostNamed} more" : "")}. A backup does not hold them: make them again afterwards."];
}
