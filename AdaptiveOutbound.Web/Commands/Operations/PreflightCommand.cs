using System.CommandLine;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Preflight;

namespace AdaptiveOutbound.Web.Commands.Operations;

/// <summary><c>preflight</c>: the checklist before a release, a line each; exit code 1 when one fails.</summary>
internal static class PreflightCommand
{
    public static Command Create(CommandShell shell)
    {
        var list = new Option<string?>("--for") { Description = "Whose checklist: staging or production (default: production where ASPNETCORE_ENVIRONMENT is Production, else staging).", HelpName = "ENVIRONMENT" };
        list.AcceptOnlyFromAmong("staging", "production");
        var signed = ReleaseCommand.SignedOption();
        var skip = new Option<string[]>("--skip") { Description = $"Leave a line out, such as probe, which takes two minutes; may be repeated. Lines: {string.Join(", ", Checklist.Names)}.", HelpName = "CHECK" };
        skip.AcceptOnlyFromAmong([.. Checklist.Names]);
        var command = new Command("preflight", "Run the checklist before a release.") { list, signed, skip };
        shell.Handle(command, (parse, run) => RunAsync(run, parse.GetValue(list), parse.GetValue(signed) ?? [], parse.GetValue(skip) ?? []));
        return command;
    }

    /// <summary>The checklist while a release is put in place: without what looks at what runs, which is the release before.</summary>
    public static async Task<bool> ForReleaseAsync(CommandRun run, HostSettings settings, OutboundDatabase database, BuildEvidence build, IReadOnlyList<(string Check, string Name)> signatures)
    {
        await Signatures.KeepAsync(database, settings.Environment, signatures, run.Interrupted);
        var context = new CheckContext(run, settings, database, settings.IsProduction, build);
        var checks = await Checklist.RunAsync(context, inRelease: true, [], check => run.Messages.Line(Line(check)));
        return checks.All(check => check.Outcome != CheckOutcome.Fail);
    }

    private static async Task<int> RunAsync(CommandRun run, string? list, string[] signed, string[] skip)
    {
        var signatures = signed.Select(Signatures.Parse).ToList();
        var settings = HostSettings.Read();
        await using var database = await DbSchema.OpenAnyAsync(run, settings);
        if (signatures.Count > 0) await Signatures.KeepAsync(database, settings.Environment, signatures, run.Interrupted);
        var context = new CheckContext(run, settings, database, list is null ? settings.IsProduction : list == "production", BuildEvidence.Read());
        var checks = await Checklist.RunAsync(context, inRelease: false, skip, check =>
        {
            if (!run.Json) run.Out.WriteLine(Line(check));
        });

        int Count(CheckOutcome outcome) => checks.Count(check => check.Outcome == outcome);
        var (passed, failed, unknown, skipped) = (Count(CheckOutcome.Pass), Count(CheckOutcome.Fail), Count(CheckOutcome.CannotTell), Count(CheckOutcome.Skipped));
        if (run.Json) run.WriteJson(new { list = context.ForProduction ? "production" : "staging", version = ProductVersion.Text, passed, failed, cannotTell = unknown, skipped, checks });
        else run.Out.WriteLine($"{passed} passed, {failed} failed, {unknown} cannot be told from here, {skipped} skipped.");
        return failed == 0 ? ExitCodes.Ended : ExitCodes.Failed;
    }

    private static string Line(Check check)
    {
        var word = check.Outcome switch { CheckOutcome.Pass => "pass", CheckOutcome.Fail => "FAIL", CheckOutcome.Skipped => "skip", _ => "?   " };
        return $"{word}  {check.Name,-22} {check.Found}{(check.ToDo is null ? "." : $". To do: {check.ToDo}.")}";
    }
}
