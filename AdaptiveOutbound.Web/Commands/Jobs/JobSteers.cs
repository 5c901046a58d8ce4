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
