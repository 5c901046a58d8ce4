using System.CommandLine;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Schema;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Releases;

namespace AdaptiveOutbound.Web.Commands.Operations;

/// <summary><c>db rollback MIGRATION</c>: says what is lost, asks, backs up, then undoes.</summary>
internal static class DbRollback
{
    public static Command Create(CommandShell shell)
    {
        var migration = new Argument<string>("MIGRATION") { Description = "The last migration that shall remain; its name is enough." };
        var backup = new Option<string?>("--backup") { Description = "Where to write the backup (default: a new file in backups of the installation, or of the data directory).", HelpName = "FILE" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("rollback", "Back up, then undo the migrations after MIGRATION.") { migration, backup, yes };
        shell.Handle(command, (parse, run) => RunAsync(run, Find(parse.GetRequiredValue(migration)), parse.GetValue(backup), parse.GetValue(yes)));
        return command;
    }

    private static string Find(string word)
    {
        string[] found = [.. SchemaState.Known.Where(id => id == word || id.EndsWith($"_{word}", StringComparison.OrdinalIgnoreCase))];
        return found.Length == 1 ? found[0] : throw CommandFailure.Usage($"There is no migration {word}: there are {string.Join(", ", SchemaState.Known)}.");
    }

    private static async Task<int> RunAsync(CommandRun run, string target, string? backup, bool yes)
    {
        var settings = HostSettings.Read();
        await using var database = await DbSchema.OpenAsync(run, settings);
        var plan = await SchemaRollback.PlanAsync(database.Connections, settings.Environment, target, run.Interrupted);
        if (plan.Undone.Count > 0)
        {
            if (plan.Workers > 0)
                throw new CommandFailure($"{plan.Workers} worker(s) run on this database and would work against tables that are gone: stop them first. Nothing was undone.");
            await run.AskAsync(yes, Lines(plan), "Undo them?");
            await BackUpDatabase.ExecuteAsync(
                database.Connections, settings.Environment, backup ?? await NewFileAsync(run, settings), new BackupWish(), run.Clock, run.Messages.Line, run.Interrupted);
            await SchemaRollback.ExecuteAsync(database.Connections, plan, run.Clock, run.Interrupted);
        }

        if (run.Json) run.WriteJson(new { undone = plan.Undone, lost = plan.Lost });
        else run.Out.WriteLine($"The database stands at {target}.");
        return ExitCodes.Ended;
    }

    // Not beside the ring where there is another place: who has both can read the keys.
    private static async Task<string> NewFileAsync(CommandRun run, HostSettings settings)
    {
        var folder = ReleaseFolder.OfThisProgram()?.MakeBackups()
            ?? Directory.CreateDirectory(Path.Combine(await Data.Operations.Embedded.DataDirectory.ChooseAsync(settings.Database.Directory, run.Clock, run.Interrupted), "backups")).FullName;
        return Path.Combine(folder, $"before-rollback-{run.Clock.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.backup");
    }

    /// <summary>What is undone and lost, for people.</summary>
    public static IEnumerable<string> Lines(RollbackPlan plan) =>
    [
        $"Undone: {string.Join(", ", plan.Undone)}.",
        .. plan.Lost.Select(lost => $"Lost: {lost.What} ({lost.Rows} rows)."),
        plan.Lost.Count == 0 ? "No rows are lost." : "A backup is made first; only a restore of it brings this back.",
    ];
}
