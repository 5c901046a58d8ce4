using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Monitoring;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Monitoring;

/// <summary>What the database says of the installation.</summary>
internal sealed class InstallationRowsTests
{
    [Test]
    public async Task Each_queue_has_its_depth_and_its_oldest_wait()
    {
        await using var host = await EngineHost.CreateAsync();
        await host.Make.JobAsync(2, new JobSpec { Type = JobTypes.ExportData, Priority = 1 });
        await host.Make.JobAsync(3, new JobSpec { Type = JobTypes.EnrichAccounts, Provider = "apollo" });
        await host.Make.JobAsync(4, new JobSpec { Type = JobTypes.EnrichContacts, Provider = "apollo" });
        // Made an hour ago: the time stands in the id.
        var old = Guid.CreateVersion7(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        await host.RunAsync("UPDATE outbound.job_items SET id = $1 WHERE id = (SELECT i.id FROM outbound.job_items i JOIN outbound.lanes l ON l.id = i.lane_id WHERE l.type = $2 ORDER BY i.id DESC LIMIT 1)", old, JobTypes.ExportData);

        var queues = await host.Get<InstallationRows>().QueuesAsync(CancellationToken.None);

        Assert.That(queues.Select(q => (q.Queue, q.Lanes, q.Items)), Is.EqualTo(new[] { (LaneQueues.Interactive, 2, 7), (LaneQueues.Bulk, 1, 2), (LaneQueues.Maintenance, 0, 0) }));
        Assert.That((queues[1].Oldest, queues[2].Oldest), Is.EqualTo((DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), (DateTimeOffset?)null)));
        Assert.That(queues[0].Oldest, Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task Connections_are_those_of_the_server()
    {
        await using var host = await EngineHost.CreateAsync();

        var connections = await host.Get<InstallationRows>().ConnectionsAsync(CancellationToken.None);

        Assert.That(connections.Used, Is.InRange(1, connections.Most));
    }

    [Test]
    public async Task A_worker_that_lost_its_connection_says_so_until_it_has_it_again()
    {
        await using var host = await EngineHost.CreateAsync();
        var worker = host.Get<WorkerProcess>();
        var before = worker.Trouble();
        await host.StartAsync();
        Assert.That((before, worker.Trouble()), Is.EqualTo(((string?)null, (string?)null)));

        await host.Database.RunAsSuperuserAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'outbound-presence%' AND datname = current_database()");

        await Eventually.TrueAsync(() => Task.FromResult(worker.Trouble() == "worker without its connection"), "the loss is told");
        await Eventually.TrueAsync(() => Task.FromResult(worker.Trouble() is null), "it is made again");
    }
}
