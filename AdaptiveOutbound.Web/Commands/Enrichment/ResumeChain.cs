using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Web.Commands.Jobs;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary><c>enrich --resume JOB</c>: lets a chain go on, or fetches what one that has ended made.</summary>
internal static class ResumeChain
{
    public static async Task<int> RunAsync(CommandRun run, EnrichOptions options, Guid job)
    {
        var started = run.Clock.GetTimestamp();
        await using var host = await run.OpenHostAsync();
        await RestoreGate.PassAsync(run, host);
        var workspace = await run.WorkspaceAsync(host, options.Workspace);
        var chain = await ChainState.FindAsync(host.Get<ReadJobs>(), workspace, job, run.Interrupted)
            ?? throw new CommandFailure($"The workspace {options.Workspace} has no job {job}: see ./outbound jobs, and --workspace for another one.");
        if (chain.Export is null)
            throw new CommandFailure($"The job {chain.Import.Id} makes no file, so there is nothing to fetch: steer it with ./outbound jobs resume {chain.Import.Id}.");
        var output = Output(chain, options.Output);
        output.Check();

        run.Interrupted.ThrowIfCancellationRequested();
        if (chain.Open is { } open && await host.Get<ResumeJob>().ExecuteAsync(workspace, open.Id, CancellationToken.None, JobSteers.By) is SteerResult.Conflict conflict)
            run.Messages.Line(conflict.Message);
        return await FollowedChain.RunAsync(run, host, options, workspace, chain.Import.Id, output, started);
    }

    // Where the input lay is not known any more: its name in the current folder. An input that lies here is not overwritten by it.
    private static OutputFile Output(ChainState chain, string? asked) => OutputFile.Of(ChainFacts.FileName(chain), asked);
}
