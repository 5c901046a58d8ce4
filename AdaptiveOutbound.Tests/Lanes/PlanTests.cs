using System.Text.RegularExpressions;
using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;
using Npgsql;

namespace AdaptiveOutbound.Tests.Lanes;

/// <summary>The statements of a running chunk keep to their indexes however large the tables are, on fresh and on missing statistics.</summary>
internal sealed partial class PlanTests
{
    private static readonly string[] Allowed = ["pk_chunks", "pk_jobs", "pk_job_items", "pk_lanes", "pk_workspaces", "ix_job_items_lane_id_rank_id", "ix_jobs_workspace_id_id", "ix_chunks_lane_id_slot"];

    [TestCase(0)]
    [TestCase(10_000)]
    public Task Statements_of_a_chunk_read_by_primary_key_or_by_due_items(int rows) => CheckAsync(rows);

    [Test, Category("Long")]
    public Task Statements_of_a_chunk_read_by_primary_key_or_by_due_items_among_a_million() => CheckAsync(1_000_000);

    private static async Task CheckAsync(int rows)
    {
        await using var host = await EngineHost.CreateAsync();
        var lane = await host.Make.LaneAsync();
        await host.Make.LaneAsync("other");
        await FillAsync(host, rows);
        var id = Guid.NewGuid();
        var ids = Enumerable.Range(0, 500).Select(_ => Guid.NewGuid()).ToArray();

        var found = new List<string>();
        foreach (var analyzed in new[] { false, true })
        {
            if (analyzed)
                await host.RunAsync("ANALYZE outbound.jobs, outbound.job_items, outbound.chunks, outbound.lanes");
            found.AddRange(await FaultsAsync(host, "open", BatchSql.Open, id, 1));
            found.AddRange(await FaultsAsync(host, "take", BatchSql.Take, id, lane, 500));
            found.AddRange(await FaultsAsync(host, "end", BatchSql.End, ids, new short[500], new decimal[500], new string?[500], new string?[500], new string?[500],
                new bool[500], DBNull.Value, id, TimeProvider.System.GetUtcNow()));
            found.AddRange(await FaultsAsync(host, "hand back", BatchSql.HandBack, ids, id));
            found.AddRange(await FaultsAsync(host, "finish", BatchSql.Finish, id));
            found.AddRange(await FaultsAsync(host, "dispatch", DispatchStore.Dispatch, new[] { lane }, 500, 20, 18, DispatchStore.SparseItems));
        }

        Assert.That(found, Is.Empty);
    }

    private static async Task FillAsync(EngineHost host, int rows)
    {
        if (rows == 0)
            return;
        await host.RunAsync("""
            INSERT INTO outbound.jobs (id, workspace_id, lane_id, type, name, queue, priority, status, payload, total, open_items, processed, failed, dead_letters,
                   enriched, no_match, skipped, unknown, calls, cache_hits, credits, attempts, max_attempts, cursor, created_at, completed_at)
            SELECT gen_random_uuid(), l.workspace_id, l.id, 'scripted', 'n', 'a-interactive', 5, 'completed', '{}', 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 5, 0, now(), now()
              FROM outbound.lanes l, generate_series(1, $1 / 2)
            """, rows);
        await host.RunAsync("""
            INSERT INTO outbound.job_items (id, workspace_id, job_id, lane_id, state, rank, attempts, rescues, credits)
            SELECT gen_random_uuid(), workspace_id, id, lane_id, CASE WHEN random() < 0.5 THEN 2 ELSE 0 END, 5, 0, 0, 0 FROM outbound.jobs
            """);
        await host.RunAsync("""
            INSERT INTO outbound.chunks (id, workspace_id, lane_id, slot, status, items, created_at)
            SELECT gen_random_uuid(), l.workspace_id, l.id, 0, 'finished', 500, now() FROM outbound.lanes l, generate_series(1, $1 / 20)
            """, rows);
    }

    /// <summary>What the generic plan, the one that prepared statements settle on, reads otherwise than allowed.</summary>
    private static async Task<IEnumerable<string>> FaultsAsync(EngineHost host, string name, string sql, params object[] parameters)
    {
        await using var connection = await (name == "dispatch" ? host.Database.System : host.Database.App).OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Sql.Command(WorkspaceBatch.IndexedContext, host.Make.Workspace.ToString()));
        batch.BatchCommands.Add(Sql.Command("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)"));
        batch.BatchCommands.Add(Sql.Command("EXPLAIN " + sql, parameters));
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        await reader.NextResultAsync();
        var lines = await reader.ListAsync(r => r.GetString(0), CancellationToken.None);
        var scans = lines.Where(l => SeqScan().IsMatch(l)).Select(l => $"{name}: {l.Trim()}");
        var others = lines.SelectMany(l => IndexName().Matches(l)).Select(m => m.Groups[1].Value).Where(i => !Allowed.Contains(i)).Select(i => $"{name}: index {i}");
        var whole = lines.Index().Where(l => IndexName().IsMatch(l.Item) && lines.ElementAtOrDefault(l.Index + 1)?.Contains("Index Cond", StringComparison.Ordinal) != true).Select(l => $"{name}: whole index: {l.Item.Trim()}");
        return scans.Concat(others).Concat(whole).Distinct();
    }

    // The lanes are few and may be read whole. A bitmap holds all that a lane has due before the first is taken.
    [GeneratedRegex("Seq Scan on (job_items|jobs|chunks)|Bitmap Heap Scan")]
    private static partial Regex SeqScan();

    [GeneratedRegex(@"(?:Index (?:Only )?Scan using|Bitmap Index Scan on) (\w+)")]
    private static partial Regex IndexName();
}
