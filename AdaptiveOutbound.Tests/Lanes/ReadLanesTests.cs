using System.Diagnostics;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Lanes;

/// <summary>What operators see of lanes.</summary>
internal sealed class ReadLanesTests
{
    [Test]
    public async Task The_longest_wait_comes_first_whatever_its_priority_and_a_rest_is_said()
    {
        await using var host = await EngineHost.CreateAsync();
        var (old, young) = (await host.Make.LaneAsync("old"), await host.Make.LaneAsync("young"));
        await host.Make.JobAsync(2, new JobSpec { Lane = old, Priority = 1 });
        await host.Make.JobAsync(3, new JobSpec { Lane = young });
        await host.Make.JobAsync(1, new JobSpec { Lane = old, Priority = 10 });
        await host.RunAsync("UPDATE outbound.lanes SET waiting_until = now() + interval '1 h', waiting_reason = 'budget' WHERE id = $1", young);

        var view = await host.Get<ReadLanes>().ExecuteAsync(CancellationToken.None);

        Assert.That(view.Lanes.Select(l => (l.Type, l.Backlog, l.Reason)), Is.EqualTo(new[] { ("old", 3, null), ("young", 3, "budget") }));
        Assert.That(view.Lanes[0].Oldest, Is.EqualTo(view.Engine.Now).Within(TimeSpan.FromMinutes(1)));
        Assert.That((view.Engine.LanesWaiting, view.Engine.Backlog, view.Engine.Workers), Is.EqualTo((2, 6, 0)));
    }

    [Test]
    public async Task Limits_say_what_is_left_and_until_when_a_key_is_blocked()
    {
        await using var host = await EngineHost.CreateAsync();
        await host.RunAsync("SELECT outbound.lease_permits('aaaa', 'match', 1)");
        await host.RunAsync("SELECT outbound.lease_permits('bbbb', 'match', 1)");
        await host.RunAsync("UPDATE outbound.rate_limits SET blocked_until = now() + interval '1 h' WHERE fingerprint = 'aaaa'");

        var limits = (await host.Get<ReadLanes>().ExecuteAsync(CancellationToken.None)).Limits;

        Assert.That(limits.Select(l => (l.Fingerprint, l.Left, l.LastMinute, l.BlockedUntil is not null)), Is.EqualTo(new[] { ("aaaa", (int?)44, 1, true), ("bbbb", (int?)44, 1, false) }));
    }

    [Test, Category("Long")]
    public async Task Ten_thousand_lanes_and_a_million_items_are_looked_at_within_a_second()
    {
        await using var host = await EngineHost.CreateAsync();
        await host.RunAsync("""
            INSERT INTO outbound.lanes (id, workspace_id, type, provider, weight, width, paused, wait_count, careful, stopped_jobs)
            SELECT gen_random_uuid(), $1, 't' || n, '', 1, 4, false, 0, false, '{}' FROM generate_series(1, 10000) n
            """, host.Make.Workspace);
        var job = await host.Make.JobAsync(1);
        await host.RunAsync("""
            INSERT INTO outbound.job_items (id, workspace_id, job_id, lane_id, state, rank, attempts, rescues, credits)
            SELECT gen_random_uuid(), $1, $2, l.id, 0, 5, 0, 0, 0 FROM outbound.lanes l CROSS JOIN generate_series(1, 100)
            """, host.Make.Workspace, job);
        await host.RunAsync("ANALYZE outbound.job_items, outbound.lanes");
        await host.Get<ReadLanes>().ExecuteAsync(CancellationToken.None);
        var began = Stopwatch.GetTimestamp();

        var view = await host.Get<ReadLanes>().ExecuteAsync(CancellationToken.None);

        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(1)));
        Assert.That((view.Lanes.Count, view.Engine.LanesWaiting), Is.EqualTo((100, 10_001)));
    }
}
