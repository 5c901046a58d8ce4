using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Web.Commands.Jobs;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>The second half of a run, new or resumed: follow the chain, then fetch what it made.</summary>
internal static class FollowedChain
{
    /// <summary>Follows to the end; the answer is the command's exit code.</summary>
    public static async Task<int> RunAsync(CommandRun run, OutboundHost host, EnrichOptions options, Guid workspace, Guid import, OutputFile output, long started)
    {
        var again = ResumeLine(options, import, output);
        var worker = new LocalWorker(run, host);
        var follower = new ChainFollower(run, host, worker, workspace);
        ChainEnd end;
        try
        {
            await worker.EnsureAsync();
            end = await new ChainProgress(run).ShowAsync(show => follower.FollowAsync(import, show));
        }
        catch (Exception e) when (DatabaseTrouble.Sentence(e) is { } sentence)
        {
            throw new CommandFailure($"{sentence}\nWhat was done is kept; when the database is there again, go on with:\n  {again}");
        }

        switch (end)
        {
            case ChainEnd.Interrupted:
                run.Messages.Line($"Paused. What was done is kept; go on with:\n  {again}");
                return ExitCodes.Interrupted;
            case ChainEnd.Waits:
                var wait = follower.Waits!;
                run.Messages.Line($"Waits for you: {wait.Message}{JobReports.Until(wait)}\nWhat was done is kept; when that is settled, go on with:\n  {again}");
                return ExitCodes.Waits;
            default:
                return await new ChainOutput(run, host, workspace, output).FetchAsync(follower.Last!, run.Clock.GetElapsedTime(started), ResumeLine(options, import, new OutputFile("OTHER.csv")));
        }
    }

    /// <summary>The line that goes on with a chain.</summary>
    public static string ResumeLine(EnrichOptions options, Guid import, OutputFile output)
    {
        var workspace = options.Workspace == CommandRun.DefaultWorkspace ? "" : $" --workspace {options.Workspace}";
        return $"./outbound enrich --resume {import}{workspace} --output {Quoted(Path.GetFullPath(output.Path))}";
    }

    private static string Quoted(string path) => path.Any(c => !char.IsLetterOrDigit(c) && !"/._-+=:@%".Contains(c, StringComparison.Ordinal)) ? $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'" : path;
}
