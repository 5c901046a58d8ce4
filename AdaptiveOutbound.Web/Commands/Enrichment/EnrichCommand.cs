using System.CommandLine;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary><c>enrich FILE.csv</c> and <c>enrich --resume JOB</c>.</summary>
internal static class EnrichCommand
{
    public static Command Create(CommandShell shell)
    {
        var file = new Argument<string?>("FILE.csv") { Description = "The list of companies or people.", Arity = ArgumentArity.ZeroOrOne };
        var resume = new Option<string?>("--resume") { Description = "Go on with a job that was paused, or fetch the output of one that has ended.", HelpName = "JOB" };
        var kind = new Option<string?>("--kind") { Description = "What the file lists (default: what its columns say).", HelpName = "accounts|contacts" };
        kind.AcceptOnlyFromAmong("accounts", "contacts");
        var output = new Option<string?>("--output") { Description = "The enriched file (default: FILE.enriched.csv).", HelpName = "OUT.csv" };
        var workspace = Arguments.Workspace();
        var provider = new Option<string?>("--provider") { Description = "Whom to ask (default: apollo where the workspace has its key, else sandbox).", HelpName = "apollo|sandbox" };
        provider.AcceptOnlyFromAmong("apollo", "sandbox");
        var map = new Option<string[]>("--map") { Description = "Which field a column is; may be repeated.", HelpName = "\"Column=field\"" };
        var credits = new Option<decimal?>("--max-credits") { Description = "Do not start when it could cost more.", HelpName = "N" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask before credits are spent." };
        var raw = new Option<bool>("--raw") { Description = "Leave cells as they are that a spreadsheet would run." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what it would ask and cost." };
        var command = new Command("enrich", "Enrich a CSV file.") { file, resume, kind, output, workspace, provider, map, credits, yes, raw, dryRun };
        shell.Handle(command, (parse, run) => RunAsync(run, Check(new EnrichOptions
        {
            File = parse.GetValue(file),
            Resume = parse.GetValue(resume) is { } job ? Arguments.JobId(job) : null,
            Kind = parse.GetValue(kind),
            Output = parse.GetValue(output),
            Workspace = parse.GetRequiredValue(workspace),
            Provider = parse.GetValue(provider),
            Map = parse.GetValue(map) ?? [],
            MaxCredits = parse.GetValue(credits),
            Yes = parse.GetValue(yes),
            Raw = parse.GetValue(raw),
            DryRun = parse.GetValue(dryRun),
        })));
        return command;
    }

    private static Task<int> RunAsync(CommandRun run, EnrichOptions options) =>
        options.Resume is { } job ? ResumeChain.RunAsync(run, options, job) : NewChain.RunAsync(run, options);

    private static EnrichOptions Check(EnrichOptions options)
    {
        if (options.File is null == options.Resume is null)
            throw CommandFailure.Usage("Name one file, as in ./outbound enrich companies.csv, or a job with --resume. See ./outbound enrich --help.");
        if (options.MaxCredits < 0) throw CommandFailure.Usage($"--max-credits is {options.MaxCredits}: it must be 0 or more.");
        var isNew = options.Kind is not null || options.Provider is not null || options.Map.Count > 0 || options.DryRun;
        if (options.Resume is not null && isNew)
            throw CommandFailure.Usage("--kind, --provider, --map and --dry-run belong to a new run: the job that is resumed has them already.");
        if (options.Map.FirstOrDefault(m => m.LastIndexOf('=') <= 0) is { } map)
            throw CommandFailure.Usage($"--map is {map}: write \"Column=field\", such as \"Website=domain\".");
        return options;
    }
}
