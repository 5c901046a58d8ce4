using System.Globalization;
using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Credits;

/// <summary>What a reservation within limits reads of a ledger that has grown: its own calls under way and one month, not what was settled.</summary>
internal sealed class BudgetPlanTests
{
    private const int Settled = 20_000, UnderWay = 300;

    private TestDatabase _database = null!;
    private Guid _workspace;

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _workspace = await TestWorkspace.CreateAsync(_database, "demo");
        await _database.Owner.ExecuteAsync($"""
            UPDATE outbound.workspace_settings SET credits_per_job = 1000000, credits_per_day = 1000000, credits_per_month = 1000000;
            INSERT INTO outbound.provider_lookups (id, workspace_id, provider, endpoint, question, input, state, credits_reserved, credits_charged, job_id, chunk_id, asked_at)
            SELECT gen_random_uuid(), $1, 'apollo', 'e', sha256(n::text::bytea), 'i', CASE WHEN n <= {UnderWay} THEN 0 ELSE 1 END, 1, 1, gen_random_uuid(), gen_random_uuid(), now() FROM generate_series(1, {Settled}) n;
            INSERT INTO outbound.usage_daily (workspace_id, provider, day, calls, lookups, matched, cache_hits, credits)
            SELECT $1, p, current_date - n, 1, 1, 1, 1, 1 FROM generate_series(0, 800) n, unnest(ARRAY['apollo', 'sandbox']) p;
            """.Replace("$1", $"'{_workspace}'", StringComparison.Ordinal), default);
    }

    [OneTimeTearDown]
    public ValueTask DropAsync() => _database.DisposeAsync();

    [TestCase(true)]
    [TestCase(false, Description = "on the statistics of an empty table")]
    public async Task It_reads_calls_under_way_and_a_month(bool analyzed)
    {
        if (analyzed) await _database.Owner.ExecuteAsync("ANALYZE outbound.provider_lookups; ANALYZE outbound.usage_daily", default);
        var ids = Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7()).ToArray();
        await using var batch = await WorkspaceBatch.OpenAsync(_database.App, _workspace, default, WorkspaceBatch.IndexedContext);
        batch.Add("EXPLAIN (ANALYZE, BUFFERS) " + CreditReservations.Reserve, _workspace, "apollo", Guid.CreateVersion7(), ids, ids.Select(_ => "e").ToArray(),
            ids.Select(id => id.ToByteArray()).ToArray(), ids.Select(_ => "i").ToArray(), ids.Select(_ => 1m).ToArray(), new Guid?[ids.Length], ids, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date));
        await using var reader = await batch.ExecuteReaderAsync(default);
        await reader.NextResultAsync();
        var plan = await reader.ListAsync(r => r.GetString(0), default);

        Assert.That(plan.Where(line => line.Contains("Seq Scan on provider_lookups", StringComparison.Ordinal) || line.Contains("Seq Scan on usage_daily", StringComparison.Ordinal)), Is.Empty, string.Join('\n', plan));
        Assert.That(Blocks(plan), Is.LessThan(UnderWay + 400), string.Join('\n', plan));
    }

    private static int Blocks(List<string> plan) => plan.First(line => line.Contains("Buffers:", StringComparison.Ordinal)).Split(' ')
        .Where(part => part.StartsWith("hit=", StringComparison.Ordinal) || part.StartsWith("read=", StringComparison.Ordinal)).Sum(part => int.Parse(part.Split('=')[1].TrimEnd(','), CultureInfo.InvariantCulture));
}
