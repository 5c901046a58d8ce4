using System.Globalization;
using AdaptiveOutbound.Jobs.Providers;
using Spectre.Console;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>What came of a run; its JSON is an interface of the command line.</summary>
internal sealed record RunSummary(
    Guid JobId, int Rows, int Enriched, int NoMatch, int Failed, int Skipped, int Calls, decimal Credits, int CacheHits, int Unknown,
    double Seconds, string Output, string? Errors)
{
    /// <summary>Writes it to standard output: one line of JSON, or a table and the path.</summary>
    public void Write(CommandRun run, string? provider)
    {
        if (run.Json)
        {
            run.WriteJson(this);
            return;
        }

        var invented = provider == SandboxProvider.ProviderName;
        var table = new Table { Border = TableBorder.Rounded, ShowHeaders = false };
        table.AddColumn("").AddColumn(new TableColumn("").RightAligned());
        if (invented) table.Title = new TableTitle("sandbox: invented data");
        foreach (var (name, value) in Lines(invented)) table.AddRow(name, value);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(run.Out) });
        console.Write(table);
        // Not through the table's console, which would break a long path where its line ends.
        run.Out.WriteLine($"Output: {Output}");
        if (Errors is not null) run.Out.WriteLine($"Errors: {Errors}");
    }

    private IEnumerable<(string Name, string Value)> Lines(bool invented)
    {
        yield return ("Rows", Text(Rows));
        yield return ("Enriched", Text(Enriched));
        yield return ("No match", Text(NoMatch));
        yield return ("Failed", Text(Failed));
        yield return ("Skipped", Text(Skipped));
        yield return ("Calls", Text(Calls));
        yield return (invented ? "Credits (invented)" : "Credits", Credits.ToString("#,0.####", CultureInfo.InvariantCulture));
        yield return ("Cache hits", Text(CacheHits));
        yield return ("Unknown", Text(Unknown));
        yield return ("Time", StageLine.Duration(Seconds));
    }

    private static string Text(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
