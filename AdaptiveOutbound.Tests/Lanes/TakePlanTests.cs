using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Lanes;

internal sealed class TakePlanTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task Taking_items_of_one_large_job_reads_no_whole_table(bool analysed)
    {
        await using var host = await EngineHost.CreateAsync();
        var lane = await host.Make.LaneAsync();
        var job = await host.Make.JobAsync(1, new JobSpec { Lane = lane });
        await host.RunAsync("""
            INSERT INTO outbound.job_items (id, workspace_id, job_id, lane_id, state, rank, attempts, rescues, credits)
            SELECT gen_random_uuid(), $1, $2, $3, 0, 5, 0, 0, 0 FROM generate_series(1, 50000)
            """, host.Make.Workspace, job, lane);
        if (analysed)
            await host.RunAsync("ANALYZE outbound.job_items");

        var plan = await host.Database.Owner.QueryAsync("EXPLAIN " + BatchSql.Take, r => r.GetString(0), CancellationToken.None, Guid.NewGuid(), lane, 500);

        Assert.That(string.Join('\n', plan), Does.Not.Contain("Seq Scan on job_items"));
    }
}
