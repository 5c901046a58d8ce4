using System.Diagnostics;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Lanes;

[NonParallelizable]
internal sealed class KillTests
{
    private const int Jobs = 20;
    private const int Items = 1_000;

    [Test]
    public async Task A_killed_worker_loses_nothing_and_doubles_nothing()
    {
        await using var host = await PrepareAsync();
        await JobsAsync(host);
        await using (var first = await WorkerUnderTest.StartAsync(host.Database))
        {
            await host.UntilAsync("SELECT count(*) > 3000 FROM outbound.effects");
            await first.KillAsync();
        }
        var killed = Stopwatch.GetTimestamp();
        Assert.That(await host.AskAsync<long>("SELECT count(*) FROM outbound.effects"), Is.LessThan(Jobs * Items), "killed too late to show anything");
        await using var second = await WorkerUnderTest.StartAsync(host.Database);
        var started = Stopwatch.GetElapsedTime(killed);

        await host.UntilAsync("SELECT EXISTS (SELECT FROM outbound.job_items WHERE rescues > 0 AND state > 0)");
        var rescued = Stopwatch.GetElapsedTime(killed) - started;
        await DoneAsync(host);

        await AssertExactlyOnceAsync(host);
        TestContext.Out.WriteLine($"start {started.TotalSeconds:0.00} s, then the first item retaken after {rescued.TotalSeconds:0.00} s");
        Assert.That(rescued, Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public async Task The_other_worker_takes_over_what_a_killed_one_had()
    {
        await using var host = await PrepareAsync();
        await using var survivor = await WorkerUnderTest.StartAsync(host.Database);
        await using var victim = await WorkerUnderTest.StartAsync(host.Database);
        await JobsAsync(host);
        await host.UntilAsync("SELECT count(DISTINCT worker_id) = 2 FROM outbound.chunks WHERE status = 'processing'");

        await victim.KillAsync();
        await DoneAsync(host);

        await AssertExactlyOnceAsync(host);
    }

    [Test, Category("Long")]
    public async Task A_worker_that_stood_still_for_longer_than_its_lease_changes_nothing_when_it_goes_on()
    {
        await using var host = await PrepareAsync();
        await using var survivor = await WorkerUnderTest.StartAsync(host.Database);
        await using var victim = await WorkerUnderTest.StartAsync(host.Database);
        await JobsAsync(host);
        await host.UntilAsync("SELECT count(DISTINCT worker_id) = 2 FROM outbound.chunks WHERE status = 'processing'");

        await victim.SignalAsync("STOP");
        await Eventually.TrueAsync(() => host.AskAsync<bool>("SELECT bool_and(completed_at IS NOT NULL) FROM outbound.jobs"), "all jobs end", TimeSpan.FromSeconds(50));
        await victim.SignalAsync("CONT");
        await host.UntilAsync("SELECT NOT EXISTS (SELECT FROM outbound.chunks WHERE status IN ('queued', 'processing'))");

        await AssertExactlyOnceAsync(host);
    }

    private static async Task<EngineHost> PrepareAsync()
    {
        var host = await EngineHost.CreateAsync();
        await host.RunAsync("CREATE TABLE outbound.effects (item uuid); GRANT INSERT ON outbound.effects TO outbound_app");
        return host;
    }

    private static async Task JobsAsync(EngineHost host)
    {
        for (var i = 0; i < Jobs; i++)
            await host.Make.JobAsync(Items, new JobSpec { Provider = $"p{i % 5}" });
    }

    private static Task DoneAsync(EngineHost host) => host.UntilAsync("SELECT bool_and(completed_at IS NOT NULL) FROM outbound.jobs");

    private static async Task AssertExactlyOnceAsync(EngineHost host)
    {
        var effects = await host.AskAsync<long[]>("SELECT ARRAY[count(*), count(DISTINCT item)] FROM outbound.effects");
        var items = await host.AskAsync<long[]>("SELECT ARRAY[count(*) FILTER (WHERE state = 2 AND outcome = 1), count(*)] FROM outbound.job_items");
        var jobs = await host.AskAsync<bool>($"SELECT bool_and(status = 'completed' AND processed = {Items} AND enriched = {Items} AND open_items = 0) FROM outbound.jobs");
        var logs = await host.AskAsync<long[]>("SELECT ARRAY[count(*) FILTER (WHERE event = 'started'), count(*) FILTER (WHERE event = 'completed')] FROM outbound.job_logs");
        Assert.Multiple(() =>
        {
            Assert.That(effects, Is.All.EqualTo(Jobs * Items), "effects");
            Assert.That(items, Is.All.EqualTo(Jobs * Items), "items");
            Assert.That(jobs, "each job's counts");
            Assert.That(logs, Is.All.EqualTo(Jobs), "one row for the start and one for the end of each job");
        });
    }
}
