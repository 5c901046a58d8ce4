using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Lanes;

internal sealed class OrderTests
{
    [Test]
    public async Task The_higher_priority_goes_first_within_a_lane()
    {
        await using var host = await EngineHost.CreateAsync();
        await host.RunAsync("UPDATE outbound.lanes SET width = 1 WHERE id = $1", await host.Make.LaneAsync());
        host.Work.BatchSize = 1;
        var (low, normal, high) = (await host.Make.JobAsync(1, new() { Priority = 0 }), await host.Make.JobAsync(), await host.Make.JobAsync(1, new() { Priority = 10 }));
        await host.StartAsync();

        await host.UntilAsync("SELECT bool_and(status = 'completed') FROM outbound.jobs");

        Assert.That(host.Work.Taken.Select(i => i.JobId), Is.EqualTo(new[] { high, normal, low }));
    }

    [Test]
    public async Task A_job_starts_at_its_time_and_says_so_until_then()
    {
        await using var host = await EngineHost.CreateAsync();
        // First: on a busy machine it takes longer than the job's time is away.
        await host.StartAsync();
        var at = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3);
        var job = await host.Make.JobAsync(1, new JobSpec { ScheduledFor = at });

        var before = await host.Get<ReadJobs>().FindAsync(host.Make.Workspace, job, CancellationToken.None);
        await host.UntilStatusAsync(job, JobStatus.Completed);
        var after = await host.Get<ReadJobs>().FindAsync(host.Make.Workspace, job, CancellationToken.None);

        Assert.That(before!.WaitingFor, Is.EqualTo(new WaitingFor("scheduled", "Starts at its time.", at)));
        Assert.That(after!.ScheduledFor, Is.EqualTo(at));
        Assert.That(after.StartedAt, Is.GreaterThanOrEqualTo(at));
        Assert.That(after.WaitingFor, Is.Null);
    }

    [Test]
    public async Task A_resting_lane_holds_no_worker_and_goes_on_by_itself_when_its_time_comes()
    {
        await using var host = await EngineHost.CreateAsync();
        var until = DateTimeOffset.MaxValue;
        host.Work.Run = (batch, commit, token) =>
        {
            if (until < DateTimeOffset.MaxValue)
                return ScriptedWork.EndAll(batch, commit, token);
            until = TimeProvider.System.GetUtcNow().AddSeconds(2);
            commit.Wait = new LaneWait(until, WaitReasons.RateLimit, "The minute is full.");
            return Task.CompletedTask;
        };
        var job = await host.Make.JobAsync(30);
        await host.StartAsync();
        await host.UntilAsync("SELECT waiting_until > now() FROM outbound.lanes");
        await host.UntilAsync("SELECT NOT EXISTS (SELECT FROM outbound.chunks WHERE status IN ('queued', 'processing'))");
        var waiting = (await host.Get<ReadJobs>().FindAsync(host.Make.Workspace, job, CancellationToken.None))?.WaitingFor;

        await host.UntilStatusAsync(job, JobStatus.Completed);

        Assert.That(waiting?.Reason, Is.EqualTo("rate_limit"));
        Assert.That(host.Work.Taken.Select(i => i.Attempts), Is.All.EqualTo(1));
        Assert.That(await host.AskAsync<DateTime>("SELECT min(finished_at) FROM outbound.job_items"), Is.GreaterThanOrEqualTo(until.UtcDateTime.AddMilliseconds(-5)));
        // Parking goes through no delayed background job, and a wait rings nothing: the first chunk and those after the wait.
        Assert.That(await host.AskAsync<long>("SELECT count(*) FROM hangfire.job"), Is.LessThanOrEqualTo(4));
    }

    [Test]
    public async Task Two_processes_share_the_work_and_run_each_item_once()
    {
        await using var host = await EngineHost.CreateAsync();
        await using var other = await host.BesideAsync();
        // Neither ends a batch before the other has begun one.
        var (begun, otherBegun) = (new TaskCompletionSource(), new TaskCompletionSource());
        foreach (var (work, mine) in new[] { (host.Work, begun), (other.Work, otherBegun) })
        {
            work.BatchSize = 20;
            work.Run = async (batch, commit, token) =>
            {
                mine.TrySetResult();
                await Task.WhenAll(begun.Task, otherBegun.Task).WaitAsync(token);
                await ScriptedWork.EndAll(batch, commit, token);
            };
        }
        await Task.WhenAll(host.StartAsync(), other.StartAsync());
        for (var i = 0; i < 10; i++)
            await host.Make.JobAsync(400, new JobSpec { Provider = $"p{i}" });

        await host.UntilAsync("SELECT bool_and(status = 'completed' AND processed = 400) FROM outbound.jobs");

        Assert.That(host.Work.Taken.Concat(other.Work.Taken).Select(i => i.Id).ToArray(), Is.Unique.And.Length.EqualTo(4_000));
        Assert.That(host.Work.Batches, Is.Not.Empty);
        Assert.That(other.Work.Batches, Is.Not.Empty);
        Assert.That(await host.AskAsync<long>("SELECT count(*) FROM outbound.job_logs"), Is.EqualTo(20));
    }
}
