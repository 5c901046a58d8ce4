using System.Globalization;
using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Credits;

/// <summary>What a ledger reads where jobs and lookups have become many: days for days, and of jobs and lookups those of its own time.</summary>
internal sealed class LedgerPlanTests
{
    private const int Jobs = 20_000, Lookups = 20_000, Days = 800;

    private TestDatabase _database = null!;
    private Guid _workspace;
    private LedgerScope _scope = null!;

    /// <summary>A tenth of the jobs and of the lookups is of the last day.</summary>
    [OneTimeSetUp]
    public async Task FillAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _workspace = await TestWorkspace.CreateAsync(_database, "demo");
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date);
        var begin = new DateTimeOffset(today, default, TimeSpan.Zero);
        _scope = new(today.AddDays(-1), today, today, JobHistory.LeastId(begin.AddDays(-1)), JobHistory.LeastId(begin.AddDays(1)), 200);
        Guid[] ids = [.. Enumerable.Range(0, Jobs).Select(n => Guid.CreateVersion7(begin.AddDays(n % 10 == 0 ? 0 : -3 - (n % 10))))];
        await _database.Owner.ExecuteAsync("""
            INSERT INTO outbound.jobs (id, workspace_id, lane_id, type, name, queue, priority, status, payload, total, open_items, processed, failed, dead_letters, enriched, no_match, skipped,
                   unknown, calls, cache_hits, credits, attempts, max_attempts, cursor, created_at)
            SELECT id, $1, $1, 'enrich_accounts', 'Enrich', 'b-bulk', 5, 'completed', '{}', 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 5, 0, now() FROM unnest($2::uuid[]) t(id) ORDER BY id
            """, default, _workspace, ids);
        await _database.Owner.ExecuteAsync("""
            INSERT INTO outbound.provider_lookups (id, workspace_id, provider, endpoint, question, input, state, credits_reserved, credits_charged, job_id, chunk_id, asked_at)
            SELECT id, $1, 'apollo', 'e', sha256(id::text::bytea), 'i', 1, 1, 1, id, id, now() FROM unnest($2::uuid[]) t(id) ORDER BY id
            """, default, _workspace, ids[..Lookups]);
        await _database.Owner.ExecuteAsync($"""
            INSERT INTO outbound.usage_daily (workspace_id, provider, day, calls, lookups, matched, cache_hits, credits)
            SELECT $1, p, current_date - n, 1, 1, 1, 1, 1 FROM generate_series(0, {Days}) n, unnest(ARRAY['apollo', 'sandbox']) p
            """, default, _workspace);
    }

    [OneTimeTearDown]
    public ValueTask DropAsync() => _database.DisposeAsync();

    [TestCase("day", true, 60)]
    [TestCase("day", false, 60)]
    [TestCase("provider", true, 60)]
    [TestCase("job", true, 700)]
    [TestCase("job", false, 700, Description = "on the statistics of empty tables")]
    [TestCase("schedule", true, 700)]
    [TestCase("lookups", true, 10_000)]
    [TestCase("lookups", false, 10_000)]
    public async Task It_reads_its_own_days_through_indexes(string what, bool analyzed, int most)
    {
        if (analyzed) await _database.Owner.ExecuteAsync("ANALYZE outbound.jobs; ANALYZE outbound.provider_lookups; ANALYZE outbound.usage_daily", default);

        var plan = await PlanAsync(what);

        Assert.That(plan.Where(line => line.Contains("Seq Scan on provider_lookups", StringComparison.Ordinal) || line.Contains("Seq Scan on usage_daily", StringComparison.Ordinal)
            || line.Contains("Seq Scan on jobs", StringComparison.Ordinal)), Is.Empty, string.Join('\n', plan));
        Assert.That(Blocks(plan), Is.InRange(1, most), string.Join('\n', plan));
    }

    private async Task<List<string>> PlanAsync(string what)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(_database.App, _workspace, default, WorkspaceBatch.IndexedContext);
        const string explain = "EXPLAIN (ANALYZE, BUFFERS) ";
        _ = what switch
        {
            "day" => batch.Add(explain + LedgerRows.ByDay, LedgerRows.DayParameters(_workspace, _scope)),
            "provider" => batch.Add(explain + LedgerRows.ByProvider, LedgerRows.DayParameters(_workspace, _scope)),
            "job" => batch.Add(explain + LedgerRows.ByJob, LedgerRows.JobParameters(_workspace, _scope)),
            "schedule" => batch.Add(explain + LedgerRows.BySchedule, LedgerRows.JobParameters(_workspace, _scope)),
            _ => batch.Add(explain + LedgerLines.Page, _workspace, _scope.Since, _scope.Until, 2000),
        };
        await using var reader = await batch.ExecuteReaderAsync(default);
        await reader.NextResultAsync();
        return await reader.ListAsync(r => r.GetString(0), default);
    }

    private static int Blocks(List<string> plan) => plan.First(line => line.Contains("Buffers:", StringComparison.Ordinal)).Split(' ')
        .Where(part => part.StartsWith("hit=", StringComparison.Ordinal) || part.StartsWith("read=", StringComparison.Ordinal)).Sum(part => int.Parse(part.Split('=')[1].TrimEnd(','), CultureInfo.InvariantCulture));
}
