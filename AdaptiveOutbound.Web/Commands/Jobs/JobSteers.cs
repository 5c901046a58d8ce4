using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Jobs;

/// <summary>Steers jobs and shows where they stand afterwards.</summary>
internal static class JobSteers
{
    /// <summary>Who steers, in the job's log.</summary>
    public const string By = CommandRun.By;

    public static Task<int> CancelAsync(CommandRun run, string slug, Guid id) =>
        SteerAsync(run, slug, id, (host, workspace) => host.Get<CancelJob>().ExecuteAsync(workspace, id, run.Interrupted, By));

    public static Task<int> PauseAsync(CommandRun run, string slug, Guid id) =>
        SteerAsync(run, slug, id, (host, workspace) => host.Get<PauseJob>().ExecuteAsync(workspace, id, run.Interrupted, By));

    public static Task<int> ResumeAsync(CommandRun run, string slug, Guid id) =>
        SteerAsync(run, slug, id, (host, workspace) => host.Get<ResumeJob>().ExecuteAsync(workspace, id, run.Interrupted, By));

    public static Task<int> RetryAsync(CommandRun run, string slug, Guid id) =>
        SteerAsync(run, slug, id, (host, workspace) => host.Get<RetryJob>().ExecuteAsync(workspace, id, run.Interrupted, By));

    /// <summary>Makes the job that puts back what an enrichment changed, and shows it.</summary>
    public static async Task<int> RevertAsync(CommandRun run, string slug, Guid id)
    {
        await using var host = await run.OpenHostAsync();
        var workspace = await run.WorkspaceAsync(host, slug);
        await JobReports.FindAsync(run, host, workspace, id);
        var answer = await host.Get<RevertEnrichment>().ExecuteAsync(workspace, id, By, run.Interrupted);
        if (answer is not RevertAnswer.Started { JobId: var revert }) throw new CommandFailure(answer is RevertAnswer.Conflict conflict ? conflict.Message : "The job is gone.");
        run.Messages.Line("Nothing is paid back: the answers stay stored, and a later run uses them again without a credit while they are fresh.");
        JobReports.Write(run, await JobReports.FindAsync(run, host, workspace, revert));
        return ExitCodes.Ended;
    }

    private static async Task<int> SteerAsync(CommandRun run, string slug, Guid id, Func<OutboundHost, Guid, Task<SteerResult>> steer)
    {
        await using var host = await run.OpenHostAsync();
        var workspace = await run.WorkspaceAsync(host, slug);
        await JobReports.FindAsync(run, host, workspace, id);
        if (await steer(host, workspace) is SteerResult.Conflict conflict) throw new CommandFailure(conflict.Message);
        JobReports.Write(run, await JobReports.FindAsync(run, host, workspace, id));
        return ExitCodes.Ended;
    }
}
