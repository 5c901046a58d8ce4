using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Lanes;

/// <summary>How soon a single record starts, in a worker process of its own, from its insert here.</summary>
[Category("Long")]
[NonParallelizable]
internal sealed class FairnessTests
{
    private const int Slots = 20;

    [Test]
    public async Task A_single_record_starts_within_half_a_second_beside_a_workspace_with_a_million_items()
    {
        await using var host = await EngineHost.CreateAsync();
        var probe = await PrepareAsync(host);
        await FillAsync(host, JobTypes.Noop, 1_000_000);
        await using var worker = await ChildProcess.TimedWorkerAsync(host.Database.Connections, Slots, 1);
        await WarmUpAsync(host, probe);

        var starts = await ProbeAsync(host, probe, TimeSpan.FromMilliseconds(200), 100);

        var left = await host.AskAsync<long>("SELECT count(*) FROM outbound.job_items WHERE state = 0");
        starts.Say($"beside a million items, of which {left} were left");
        Assert.That(starts.P95, Is.LessThan(500));
        Assert.That(left, Is.Positive, "there was a backlog all the while");
    }

    [Test]
    public async Task A_single_record_starts_within_half_a_second_beside_two_hundred_workspaces_with_a_backlog()
    {
        await using var host = await EngineHost.CreateAsync();
        var probe = await PrepareAsync(host);
        for (var n = 0; n < 200; n++)
            await FillAsync(host, TimedWork.Name, 4_000, await host.Make.WorkspaceAsync());
        await using var worker = await ChildProcess.TimedWorkerAsync(host.Database.Connections, Slots, 1);
        await WarmUpAsync(host, probe);

        var starts = await ProbeAsync(host, probe, TimeSpan.FromMilliseconds(200), 150); // 18 slots of 2 s: a round takes 22 s

        var lanes = await host.AskAsync<long>("SELECT count(*) FROM (SELECT lane_id FROM outbound.job_items WHERE state = 0 GROUP BY lane_id) l");
        var served = await host.AskAsync<long>("SELECT count(DISTINCT lane_id) FROM outbound.chunks");
        starts.Say($"beside 200 workspaces, of which {lanes} still had a backlog and {served - 1} had had a turn");
        Assert.That(starts.P95, Is.LessThan(500));
        Assert.That(lanes, Is.GreaterThan(150), "there was a backlog all the while");
        Assert.That(served, Is.EqualTo(201), "and everybody has had a turn");
    }

    [Test]
    public async Task An_insert_in_another_process_starts_within_a_tenth_of_a_second()
    {
        await using var host = await EngineHost.CreateAsync();
        var probe = await PrepareAsync(host);
        await using var worker = await ChildProcess.TimedWorkerAsync(host.Database.Connections, Slots, 0);
        await WarmUpAsync(host, probe);

        // Long enough that the share of slow starts is a share: in ten seconds one stall of the machine would be all of it.
        var starts = await ProbeAsync(host, probe, TimeSpan.FromMilliseconds(50), 1_200);

        starts.Say("at 20 a second, nothing beside");
        Assert.That(starts.P95, Is.LessThan(100));
    }

    private static async Task<Guid> PrepareAsync(EngineHost host)
    {
        await host.Database.RunAsSuperuserAsync("CHECKPOINT"); // what other tests filled is not written while this one measures
        await host.RunAsync("CREATE TABLE outbound.starts (job_id uuid, started_at timestamptz); GRANT SELECT, INSERT ON outbound.starts TO outbound_app");
        return await host.Make.LaneAsync(TimedWork.Name, TimedWork.Probe);
    }

    /// <summary>The first records of a process wait for its code to be compiled.</summary>
    private static async Task WarmUpAsync(EngineHost host, Guid probe)
    {
        await ProbeAsync(host, probe, TimeSpan.FromMilliseconds(100), 20);
        await host.RunAsync("TRUNCATE outbound.starts");
    }

    private static async Task FillAsync(EngineHost host, string type, int items, Guid? workspace = null)
    {
        var of = workspace ?? await host.Make.WorkspaceAsync();
        var lane = await host.Make.LaneAsync(type, workspace: of);
        var job = await host.Make.JobAsync(1, new JobSpec { Lane = lane, Type = type, Workspace = of });
        await host.RunAsync("""
            INSERT INTO outbound.job_items (id, workspace_id, job_id, lane_id, state, rank, attempts, rescues, credits)
            SELECT gen_random_uuid(), $1, $2, $3, 0, 5, 0, 0, 0 FROM generate_series(2, $4)
            """, of, job, lane, items);
        await host.RunAsync("UPDATE outbound.jobs SET total = $2, open_items = $2 WHERE id = $1", job, items);
    }

    // One record at a time at a fixed pace, whatever became of the ones before.
    private static async Task<StartTimes> ProbeAsync(EngineHost host, Guid lane, TimeSpan every, int times)
    {
        using var pace = new PeriodicTimer(every);
        for (var n = 0; n < times; n++)
        {
            await host.Make.JobAsync(1, new JobSpec { Lane = lane, Type = TimedWork.Name });
            await pace.WaitForNextTickAsync();
        }
        await Eventually.TrueAsync(() => host.AskAsync<bool>($"SELECT count(*) >= {times} FROM outbound.starts"), "every record has started");
        return new StartTimes(await host.Database.Owner.QueryAsync(
            "SELECT extract(epoch FROM s.started_at - j.created_at)::float8 * 1000 FROM outbound.starts s JOIN outbound.jobs j ON j.id = s.job_id ORDER BY 1",
            r => r.GetDouble(0), CancellationToken.None));
    }

    private sealed record StartTimes(List<double> Milliseconds)
    {
        public double P95 => At(0.95);

        public void Say(string where) => TestContext.Progress.WriteLine(
            $"insert to start {where}: p50 {At(0.5):0} ms, p95 {P95:0} ms, p99 {At(0.99):0} ms, most {Milliseconds[^1]:0} ms of {Milliseconds.Count}");

        private double At(double share) => Milliseconds[Math.Min(Milliseconds.Count - 1, (int)(share * Milliseconds.Count))];
    }
}
