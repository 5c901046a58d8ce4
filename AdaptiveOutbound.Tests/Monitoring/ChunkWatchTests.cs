using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Monitoring;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Monitoring;

/// <summary>What chunks show of themselves.</summary>
internal sealed class ChunkWatchTests
{
    [Test]
    public async Task A_chunk_continues_the_trace_of_its_first_job_and_links_the_others()
    {
        await using var host = await EngineHost.CreateAsync();
        ConcurrentQueue<Activity> ended = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => ended.Enqueue(span),
        };
        ActivitySource.AddActivityListener(listener);
        var (first, second) = (await MakeJobAsync(host), await MakeJobAsync(host));

        await host.StartAsync();
        await host.UntilStatusAsync(first.Job, "completed");
        await host.UntilStatusAsync(second.Job, "completed");
        await Eventually.TrueAsync(() => Task.FromResult(Chunks().Sum(c => Convert.ToInt32(c.GetTagItem("outbound.items"), null)) == 2), "the chunks have ended");

        Assert.That(Chunks().Select(c => c.TraceId).Concat(Chunks().SelectMany(c => c.Links).Select(l => l.Context.TraceId)), Is.EquivalentTo(new[] { first.Trace, second.Trace }));
        Assert.That(Chunks().Select(c => c.TraceId), Is.Not.Empty.And.SubsetOf(new[] { first.Trace, second.Trace }));

        Activity[] Chunks() => [.. ended.Where(s => s.OperationName == "chunk scripted" && s.GetTagItem("outbound.workspace.id") is Guid id && id == host.Make.Workspace)];
    }

    [Test]
    public async Task Items_are_counted_by_their_outcome_and_a_chunk_that_dies_is_a_repair()
    {
        await using var host = await EngineHost.CreateAsync();
        host.Work.Run = ScriptedWork.EndWith(ItemOutcome.DeadLetter);
        ConcurrentDictionary<string, long> counted = [];
        using var listener = new MeterListener();
        var meter = host.Get<Telemetry>().Meter;
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (ReferenceEquals(instrument.Meter, meter)) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            foreach (var (key, tag) in tags)
                if (key is "outcome" or "kind") counted.AddOrUpdate($"{instrument.Name} {tag}", value, (_, before) => before + value);
        });
        listener.Start();
        await host.StartAsync();

        await host.UntilStatusAsync(await host.Make.JobAsync(3), "dead_letter");
        host.Work.Run = (_, _, _) => throw new InvalidOperationException("as scripted");
        await host.Make.JobAsync();
        await Eventually.TrueAsync(() => Task.FromResult(counted.GetValueOrDefault("outbound.repairs death") > 0), "the death is counted");

        Assert.That((counted["outbound.items dead_letter"], counted["outbound.items enriched"]), Is.EqualTo((3, 0)));
    }

    private static async Task<(Guid Job, ActivityTraceId Trace)> MakeJobAsync(EngineHost host)
    {
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C);
        request.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        request.Start();
        return (await host.Make.JobAsync(), request.TraceId);
    }
}
