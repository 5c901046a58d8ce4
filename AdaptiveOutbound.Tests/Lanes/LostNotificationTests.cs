using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Lanes;

/// <summary>Runs alone: what is timed here is the engine and not its neighbours.</summary>
[NonParallelizable]
internal sealed class LostNotificationTests
{
    [Test]
    public async Task A_lane_whose_notification_was_lost_is_found_within_two_seconds()
    {
        await using var host = await EngineHost.CreateAsync();
        await host.StartAsync();
        var lane = await host.Make.LaneAsync();
        var job = await host.Make.JobAsync(1, new JobSpec { DueAt = DateTimeOffset.MaxValue });
        var at = await host.AskAsync<DateTime>("UPDATE outbound.job_items SET state = 0, due_at = NULL WHERE job_id = $1 RETURNING clock_timestamp()", job);

        await host.UntilStatusAsync(job, JobStatus.Completed);

        Assert.That(await host.AskAsync<DateTime>("SELECT finished_at FROM outbound.job_items WHERE lane_id = $1", lane) - at, Is.LessThan(TimeSpan.FromSeconds(2)));
    }
}
