using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Jobs;

/// <summary>Counts and lists of a workspace with more jobs of a day than are counted.</summary>
internal sealed class CountJobsTests
{
    private const int Old = 30_000;
    private const int Today = 50_000;
    private TestDatabase _database = null!;
    private Guid _workspace;

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _workspace = await TestWorkspace.CreateAsync(_database, "many");
        await _database.Owner.ExecuteAsync($"""
            INSERT INTO outbound.lanes (id, workspace_id, type, provider, weight, width, paused, wait_count, careful, stopped_jobs) VALUES (gen_random_uuid(), $1, 'noop', '', 1, 4, false, 0, false, '{"{}"}')
            """, default, _workspace);
        // As UUIDv7: the first twelve digits are the milliseconds at which it was made.
        await _database.Owner.ExecuteAsync($"""
            INSERT INTO outbound.jobs (id, workspace_id, lane_id, type, name, queue, priority, status, payload, total, open_items, processed, failed, dead_letters, enriched, no_match, skipped, unknown,
                   calls, cache_hits, credits, attempts, max_attempts, cursor, created_at, completed_at)
            SELECT (left(h, 8) || '-' || right(h, 4) || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $1, lane.id, CASE WHEN n IN (5, 15, 25) THEN 'import_csv' ELSE 'noop' END, 'Job ' || n, 'b-bulk', 5,
                   CASE WHEN n IN (6, 16) THEN 'cancelled' WHEN n % 10 = 0 THEN 'pending' WHEN n % 10 = 1 THEN 'failed' ELSE 'completed' END, '{"{}"}',
                   1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 5, 0, now(), CASE WHEN n % 10 = 0 THEN NULL ELSE now() END
              FROM (SELECT n, lpad(to_hex((extract(epoch FROM now() - CASE WHEN n <= {Old} THEN interval '40 hours' ELSE interval '1 hour' END) * 1000)::bigint), 12, '0') h FROM generate_series(1, {Old + Today}) n) t,
                   (SELECT id FROM outbound.lanes LIMIT 1) lane
            """, default, _workspace);
        await _database.Owner.ExecuteAsync("ANALYZE outbound.jobs", default);
    }

    [OneTimeTearDown]
    public async Task CloseAsync() => await _database.DisposeAsync();

    [Test]
    public async Task The_newest_of_a_day_are_counted_and_the_answer_says_that_there_may_be_more()
    {
        var stats = await new CountJobs(new JobHistory(_database.App), TimeProvider.System).ExecuteAsync(_workspace, default);

        Assert.That(stats.Open, Is.EqualTo(new OpenJobs((Old + Today) / 10, 0, 0, Capped: false)), "open ones of any age");
        Assert.That(stats.LastDay, Is.EqualTo(new MadeJobs(JobHistory.MostCounted, JobHistory.MostCounted * 8 / 10, JobHistory.MostCounted / 10, 0, 0, Capped: true)));
    }

    [Test]
    public async Task Counting_reads_the_indexes_of_open_and_of_new_jobs_only()
    {
        await using var batch = await WorkspaceBatch.OpenAsync(_database.App, _workspace, default, WorkspaceBatch.IndexedContext);
        batch.Add("EXPLAIN (ANALYZE, BUFFERS) " + JobHistory.Stats, _workspace, JobHistory.LeastId(TimeProvider.System.GetUtcNow().AddDays(-1)), JobHistory.MostCounted);
        await using var reader = await batch.ExecuteReaderAsync(default);
        await reader.NextResultAsync();
        var plan = string.Join('\n', await reader.ListAsync(r => r.GetString(0), default));
        TestContext.Out.WriteLine(plan);

        Assert.That(plan, Does.Not.Contain("Seq Scan").And.Not.Contain("Sort Method: external"));
        Assert.That(plan.Split('\n').Count(line => line.Contains("Limit ", StringComparison.Ordinal)), Is.EqualTo(2), plan);
    }

    [TestCase(null, JobTypes.ImportCsv, 3)]
    [TestCase(JobStatus.Cancelled, null, 2)]
    public async Task A_list_of_what_is_rare_reads_no_other_jobs(string? status, string? type, int rows)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(_database.App, _workspace, default, WorkspaceBatch.PlannedContext);
        batch.Add("EXPLAIN (ANALYZE, BUFFERS) " + JobReadSql.List, _workspace, status, type, null, 51);
        await using var reader = await batch.ExecuteReaderAsync(default);
        await reader.NextResultAsync();
        var plan = await reader.ListAsync(r => r.GetString(0), default);
        var blocks = plan.First(line => line.Contains("Buffers:", StringComparison.Ordinal)).Split(' ').Where(part => part.Contains('=', StringComparison.Ordinal)).Sum(part => int.Parse(part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..], System.Globalization.CultureInfo.InvariantCulture));

        Assert.That(plan[0], Does.Contain($"actual time").And.Contain($"rows={rows} "), string.Join('\n', plan));
        Assert.That(blocks, Is.LessThan(100), string.Join('\n', plan));
    }
}
