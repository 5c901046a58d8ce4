using System.Diagnostics;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Lanes;

/// <summary>Round trips are what an engine on a database is made of: they are counted by Npgsql's own tracing.</summary>
internal sealed class RoundTripTests
{
    [TestCase(1, 3)]
    [TestCase(9, 3)]
    [TestCase(25, 5)]
    public async Task A_chunk_costs_three_round_trips_and_one_for_each_further_batch(int items, int expected)
    {
        await using var host = await EngineHost.CreateAsync();
        host.Work.BatchSize = 10;
        var job = await host.Make.JobAsync(items);
        var chunk = Guid.CreateVersion7();
        await host.RunAsync("""
            INSERT INTO outbound.chunks (id, lane_id, workspace_id, slot, status, items, created_at)
            SELECT $1, lane_id, workspace_id, 0, 'queued', 0, now() FROM outbound.jobs WHERE id = $2
            """, chunk, job);
        var count = 0;
        using var listener = Listen(host.Database.Name, () => Interlocked.Increment(ref count));

        await host.Get<ChunkRunner>().RunAsync(chunk, CancellationToken.None);

        Assert.That(count, Is.EqualTo(expected));
        Assert.That(await host.AskAsync<int>("SELECT processed FROM outbound.jobs WHERE id = $1", job), Is.EqualTo(items));
    }

    private static ActivityListener Listen(string database, Action roundTrip)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                // A new connection is an activity too, without a text.
                if (activity.GetTagItem("db.query.text") is not null && activity.TagObjects.Any(tag => Equals(tag.Value, database)))
                    roundTrip();
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
