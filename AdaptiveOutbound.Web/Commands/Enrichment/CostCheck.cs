using System.Globalization;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Pages.Parts;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>Says what a run would cost, and stops where it may not.</summary>
internal static class CostCheck
{
    /// <summary>Null: go on. Else the command has ended with this code.</summary>
    public static async Task<int?> RunAsync(CommandRun run, OutboundHost host, Guid workspace, EnrichOptions options, ImportRequest request)
    {
        var isReal = request.Provider != SandboxProvider.ProviderName;
        // A script is not asked, and does not wait for the count either.
        var isAtTerminal = run.Messages.IsTerminal && !Console.IsInputRedirected;
        if (!options.DryRun && options.MaxCredits is null && !(isReal && isAtTerminal)) return null;

        var (estimate, problem) = await host.Get<EstimateImport>().ExecuteAsync(workspace, request, run.Interrupted);
        if (estimate is null) throw CsvTrouble.Failure(options.File!, problem!);
        var line = Line(estimate, request.Provider);
        if (options.DryRun) WriteDryRun(run, estimate, request.Provider, line);
        else run.Messages.Line(line);
        if (estimate.Run.MaxCredits > options.MaxCredits)
            throw new CommandFailure($"It could cost up to {Credits(estimate.Run.MaxCredits)} credits, and --max-credits allows {Credits(options.MaxCredits.Value)}: nothing was asked. Raise it, or enrich fewer records.");
        if (options.DryRun) return ExitCodes.Ended;
        if (!isReal || !isAtTerminal || options.Yes || await AgreesAsync(run)) return null;
        run.Messages.Line("Nothing was asked.");
        return ExitCodes.Failed;
    }

    private static void WriteDryRun(CommandRun run, ImportEstimate estimate, string provider, string line)
    {
        if (run.Json) run.WriteJson(new { provider, estimate.Run.Records, estimate.Distinct, estimate.Rejected, estimate.Run.CacheHits, estimate.Run.Calls, estimate.Run.MinCredits, estimate.Run.MaxCredits,
            estimate.Run.Seconds, estimate.Run.ProviderCreditsLeft, estimate.Run.BudgetLeft });
        else run.Out.WriteLine(line);
    }

    private static string Line(ImportEstimate estimate, string provider)
    {
        var run = estimate.Run;
        var time = run.Seconds is > 0 and var seconds ? $" in about {Times.Span(TimeSpan.FromSeconds(seconds))}" : "";
        var left = run.ProviderCreditsLeft is { } credits ? $" {provider} says that {Credits(credits)} are left." : "";
        var budget = run.BudgetLeft is { } some ? $" The budget leaves {Credits(some)}{(some < run.MaxCredits ? ": at the limit the run waits" : "")}." : "";
        return $"{run.Records} records ({estimate.Distinct} different, {estimate.Rejected} rejected), {run.CacheHits} answered already, "
            + $"{run.Calls} calls to {provider}{time}, at most {Credits(run.MaxCredits)} credits{(provider == SandboxProvider.ProviderName ? " (invented)" : "")}.{left}{budget}";
    }

    private static async Task<bool> AgreesAsync(CommandRun run)
    {
        await Console.Error.WriteAsync("Go on? [y/N] ");
        // Reading blocks its thread: an interrupt must not wait for Enter.
        var answer = await Task.Run(Console.ReadLine).WaitAsync(run.Interrupted);
        return answer?.Trim().ToUpperInvariant() is "Y" or "YES";
    }

    private static string Credits(decimal credits) => credits.ToString("#,0.####", CultureInfo.InvariantCulture);
}
