using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Web.Commands.Jobs;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>Enriches a file: upload, a look at the cost, the jobs, and all that <see cref="FollowedChain"/> does.</summary>
internal static class NewChain
{
    // Below it the upload is done before the line could be read.
    private const long WorthALine = 20 << 20;

    public static async Task<int> RunAsync(CommandRun run, EnrichOptions options)
    {
        var started = run.Clock.GetTimestamp();
        var path = options.File!;
        InputFile.Check(path);
        var output = OutputFile.Of(path, options.Output);
        if (!options.DryRun) output.Check();

        await using var host = await run.OpenHostAsync();
        if (!options.DryRun) await RestoreGate.PassAsync(run, host);
        var workspace = await run.WorkspaceAsync(host, options.Workspace);
        var provider = await ProviderChoice.ChooseAsync(run, host, workspace, options.Provider);
        var request = Request(options, await UploadAsync(run, host, workspace, path), provider);
        if (await CostCheck.RunAsync(run, host, workspace, options, request) is { } ended) return ended;

        run.Interrupted.ThrowIfCancellationRequested();
        // From here on jobs may exist: an interrupt pauses them instead of leaving them behind.
        var (chain, problem) = await host.Get<StartImport>().ExecuteAsync(workspace, request, CancellationToken.None);
        if (chain is null) throw CsvTrouble.Failure(path, problem!);
        run.Messages.Line($"Job {chain.ImportJobId}: {chain.Records} records, {provider}.");
        return await FollowedChain.RunAsync(run, host, options, workspace, chain.ImportJobId, output, started);
    }

    private static async Task<Guid> UploadAsync(CommandRun run, OutboundHost host, Guid workspace, string path)
    {
        await using var content = InputFile.Open(path);
        if (content.CanSeek && content.Length > WorthALine) run.Messages.Line($"Reading {path}.");
        var (file, problem) = await host.Get<UploadFile>().ExecuteAsync(workspace, Path.GetFileName(path), content, run.Interrupted);
        return file?.FileId ?? throw CsvTrouble.Failure(path, problem!);
    }

    private static ImportRequest Request(EnrichOptions options, Guid file, string provider) => new(
        file,
        options.Kind switch { "accounts" => RecordKind.Account, "contacts" => RecordKind.Contact, _ => null },
        options.Map, ["enrich", "export"], provider, options.Raw, JobSteers.By);
}
