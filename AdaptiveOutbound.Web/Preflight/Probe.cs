using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Web.Commands;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Preflight;

/// <summary>
/// 1,000 jobs a minute for two minutes that do nothing, in a workspace of their own which is removed afterwards: whether what runs here
/// keeps up with them. They go the whole way, through lanes, chunks and Hangfire.
/// </summary>
internal static class Probe
{
    private const int PerMinute = 1000, EachTime = 10;
    // Longer than a probe can take.
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2), MostLate = TimeSpan.FromSeconds(10), Look = TimeSpan.FromMilliseconds(250);

    public static Task<Check> RunAsync(CheckContext c) => RunAsync(c, Longest);

    /// <param name="length">How long jobs are made.</param>
    public static async Task<Check> RunAsync(CheckContext c, TimeSpan length)
    {
        await using var host = await c.Run.OpenHostAsync();
        var left = await SystemFigures.LeftByProbesAsync(host.Database.System, c.Run.Clock.GetUtcNow() - Forgotten, c.Run.Interrupted);
        foreach (var (id, slug) in left) await RemoveAsync(host, id, slug);
        var check = await RunAsync(host, length, c);
        return left.Count == 0 ? check : check with { Found = $"{check.Found} (removed what killed probes had left: {string.Join(", ", left.Select(w => w.Slug))})" };
    }

    private static async Task<Check> RunAsync(OutboundHost host, TimeSpan length, CheckContext c)
    {
        if (!await WorkerPresence.AnyAliveAsync(host.Database.System, c.Run.Interrupted))
            return Check.Fail("probe", "no worker is alive", "start one: ./outbound serve --roles worker");
        if (await host.Get<CreateWorkspace>().ForProbeAsync(c.Run.Interrupted) is not { } made)
            return Check.Fail("probe", "its workspace could not be made", "see the log");
        try
        {
            var total = await MakeAsync(host, made.Id, length, c);
            return await EndAsync(host, made.Id, total, c);
        }
        finally
        {
            // Also when it is interrupted: nothing of the probe stays.
            await RemoveAsync(host, made.Id, made.Slug);
        }
    }

    private static async Task RemoveAsync(OutboundHost host, Guid workspace, string slug)
    {
        await host.Get<RemoveWorkspace>().ExecuteAsync(workspace, slug, CommandRun.By, CancellationToken.None);
        await host.Get<FinishRemoval>().ExecuteAsync(workspace, _ => { }, CancellationToken.None);
    }

    private static async Task<int> MakeAsync(OutboundHost host, Guid workspace, TimeSpan length, CheckContext c)
    {
        var (writer, clock, start) = (host.Get<JobWriter>(), c.Run.Clock, c.Run.Clock.GetTimestamp());
        var lane = await writer.LaneAsync(workspace, JobTypes.Noop, "", c.Run.Interrupted);
        var (made, total) = (0, (int)(PerMinute * length.TotalMinutes));
        while (made < total)
        {
            // As many as the time that has gone by asks for: a slow moment is made up for.
            var due = Math.Min(total, (int)(PerMinute * clock.GetElapsedTime(start).TotalMinutes) + EachTime);
            for (; made < due; made += EachTime) await WriteAsync(writer, workspace, lane, c.Run.Interrupted);
            if (made < total) await Task.Delay(Look, clock, c.Run.Interrupted);
        }

        return made;
    }

    private static Task WriteAsync(JobWriter writer, Guid workspace, Guid lane, CancellationToken cancellationToken)
    {
        NewJob[] jobs = [.. Enumerable.Range(0, EachTime).Select(_ => new NewJob(Guid.CreateVersion7(), lane, JobTypes.Noop, SystemFigures.ProbeJob, "{}", 1, 1))];
        return writer.WriteAsync(workspace, jobs, [.. jobs.Select(job => new NewItem(Guid.CreateVersion7(), job.Id, lane, null))], cancellationToken);
    }

    private static async Task<Check> EndAsync(OutboundHost host, Guid workspace, int total, CheckContext c)
    {
        var start = c.Run.Clock.GetTimestamp();
        while (true)
        {
            var (ended, slowest) = await SystemFigures.EndedAsync(host.Database.System, workspace, c.Run.Interrupted);
            var late = c.Run.Clock.GetElapsedTime(start);
            if (ended == total)
                return late > MostLate || slowest > MostLate
                    ? Check.Fail("probe", $"{total} jobs at {PerMinute} a minute ended, {late.TotalSeconds:0.0} s after the last was made; the slowest took {slowest.TotalSeconds:0.0} s", "give it more workers, or a faster database")
                    : Check.Pass("probe", $"{total} jobs at {PerMinute} a minute, the slowest done {slowest.TotalSeconds:0.0} s after it was made");
            if (late > 3 * MostLate)
                return Check.Fail("probe", $"{total - ended} of {total} jobs had not ended {late.TotalSeconds:0} s after the last was made", "look at the workers' logs and at /hangfire/lanes");
            await Task.Delay(Look, c.Run.Clock, c.Run.Interrupted);
        }
    }
}
