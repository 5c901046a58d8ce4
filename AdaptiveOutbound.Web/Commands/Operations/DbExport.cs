using System.CommandLine;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Operations;

/// <summary><c>db export-tables DIR</c>: each table as CSV.</summary>
internal static class DbExport
{
    public static Command Create(CommandShell shell)
    {
        var directory = new Argument<string>("DIR") { Description = "A new or empty folder." };
        var command = new Command("export-tables", "Write each table as a CSV file, without seals, hashes and secrets.") { directory };
        shell.Handle(command, (parse, run) => RunAsync(run, parse.GetRequiredValue(directory)));
        return command;
    }

    private static async Task<int> RunAsync(CommandRun run, string directory)
    {
        await using var database = await DbSchema.OpenAsync(run, HostSettings.Read());
        var rows = await ExportTables.ExecuteAsync(database.Connections, directory, run.Messages.Line, run.Interrupted);
        if (run.Json) run.WriteJson(new { directory = Path.GetFullPath(directory), tables = rows.Select(t => new { name = t.Key, rows = t.Value }) });
        else run.Out.WriteLine($"Wrote {rows.Values.Sum():#,0} rows of {rows.Count} tables to {Path.GetFullPath(directory)}.");
        return ExitCodes.Ended;
    }
}
