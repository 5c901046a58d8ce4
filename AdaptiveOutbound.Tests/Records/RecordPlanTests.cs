using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Records;

/// <summary>Lists read little, as the app role behind row-level security sees them, however many records there are.</summary>
internal sealed class RecordPlanTests
{
    private const int Rows = 200_000;
    private static readonly RecordCursor Middle = new(new Guid("01900000-0000-7000-8000-000000000100"), "m");
    private RecordHost _host = null!;

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        _host = await RecordHost.CreateAsync();
        // Half of the names begin alike, and two hundred of the oldest; half of the records are another workspace's.
        const string Ids = "SELECT n, md5(n::text) m, (lpad(to_hex(x'01900000'::bigint + n / 1000), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid id, CASE n % 2 WHEN 0 THEN $1 ELSE $2 END w FROM generate_series(1, $3::int) n";
        await _host.RunAsync($$"""
            INSERT INTO outbound.accounts (id, workspace_id, domain, linkedin_slug, name, fields, provenance, created_at, updated_at)
            SELECT id, w, CASE WHEN n % 1000 > 1 THEN m || '.example' END, 'company/' || m, NULL, jsonb_build_object('name', CASE WHEN n % 4 = 0 THEN 'Common ' WHEN n % 4 = 2 AND n < 800 THEN 'Early ' ELSE '' END || m), '{}', now(), now() FROM ({{Ids}}) t
            """, _host.Workspace, _host.Other, Rows);
        await _host.RunAsync($$"""
            INSERT INTO outbound.contacts (id, workspace_id, email, linkedin_slug, name_key, fields, provenance, created_at, updated_at)
            SELECT id, w, CASE WHEN n % 1000 > 1 THEN m || '@a.example' END, 'in/' || m, CASE n % 4 WHEN 0 THEN 'common ' ELSE 'x' END || m || '|' || reverse(m) || '|a.example',
                   jsonb_build_object('first_name', CASE WHEN n % 4 = 0 THEN 'Common ' WHEN n % 4 = 2 AND n < 800 THEN 'Early ' ELSE 'x' END || m, 'last_name', reverse(m), 'domain', 'a.example'), '{}', now(), now() FROM ({{Ids}}) t
            """, _host.Workspace, _host.Other, Rows);
        foreach (var table in new[] { "accounts", "contacts" })
            await _host.RunAsync($"UPDATE outbound.{table} SET enriched_at = now() WHERE id IN (SELECT id FROM outbound.{table} ORDER BY id LIMIT 40)");
        await _host.RunAsync("ANALYZE outbound.accounts, outbound.contacts");
    }

    [OneTimeTearDown]
    public async Task CloseAsync() => await _host.DisposeAsync();

    [Test]
    public Task Every_list_reads_few_pages([Values] RecordKind kind, [Values] RecordSort sort, [Values(null, "abcd")] string? search, [Values] bool first) =>
        FewBlocksAsync(kind, sort, search, first);

    /// <summary>Sorted by what is searched for, its price grows with the matches: this order has no such bound.</summary>
    [Test]
    public Task A_search_that_half_of_all_records_match_reads_few_pages_in_order_of_time(
        [Values] RecordKind kind, [Values(RecordSort.Newest, RecordSort.Oldest)] RecordSort sort, [Values] bool first) => FewBlocksAsync(kind, sort, "common", first);

    [Test]
    public Task A_search_whose_matches_lie_together_at_the_far_end_reads_few_pages([Values] RecordKind kind, [Values] RecordSort sort) =>
        FewBlocksAsync(kind, sort, "early", first: true);

    [Test]
    public Task A_list_of_the_few_that_were_enriched_reads_few_pages([Values] RecordKind kind, [Values] RecordSort sort) =>
        FewBlocksAsync(kind, sort, null, first: true, RecordStatus.Enriched);

    [Test]
    public Task A_search_among_the_few_that_were_enriched_reads_few_pages_in_order_of_time(
        [Values] RecordKind kind, [Values(RecordSort.Newest, RecordSort.Oldest)] RecordSort sort) => FewBlocksAsync(kind, sort, "common", first: true, RecordStatus.Enriched);

    private async Task FewBlocksAsync(RecordKind kind, RecordSort sort, string? search, bool first, string? status = null)
    {
        RecordFilter filter = new(search, status);
        RecordCursor? after = first ? null : sort is RecordSort.Newest or RecordSort.Oldest ? Middle with { Key = null } : Middle with { Key = "7" };
        var sql = sort switch
        {
            RecordSort.Name => RecordListSql.Name(kind, filter, after),
            RecordSort.Identity => RecordListSql.Identity(kind, filter, after),
            _ => RecordListSql.Id(kind, filter, sort, after),
        };

        await FewBlocksAsync(sql, search, after);
    }

    [Test]
    public async Task The_end_of_a_list_by_identity_reads_few_pages([Values] RecordKind kind) =>
        await FewBlocksAsync(RecordListSql.WithoutIdentity(kind, new()), null, null);

    [Test]
    public async Task Records_are_found_by_any_key_without_reading_others([Values] RecordKind kind)
    {
        async Task<string[]> KeysAsync(string column)
        {
            await using var connection = await _host.Database.Owner.OpenConnectionAsync();
            return [.. await connection.QueryAsync($"SELECT {column} FROM outbound.contacts WHERE {column} IS NOT NULL ORDER BY id LIMIT 20", r => r.GetString(0), default)];
        }

        var names = await KeysAsync("name_key");
        await FewBlocksAsync(new RecordTable(kind).LoadSql(forUpdate: false), _host.Workspace, await KeysAsync("email"), await KeysAsync("linkedin_slug"), names, names);
    }

    private Task FewBlocksAsync(string sql, string? search, RecordCursor? after) => FewBlocksAsync(sql, _host.Workspace, search, after?.Id, after?.Key, 51);

    private async Task FewBlocksAsync(string sql, params object?[] parameters)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(_host.Database.App, _host.Workspace, default, WorkspaceBatch.PlannedContext);
        batch.Add("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) " + sql, parameters);
        await using var reader = await batch.ExecuteReaderAsync(default);
        await reader.NextResultAsync();
        var plan = await reader.ListAsync(r => r.GetString(0), default);

        var blocks = plan.First(line => line.Contains("Buffers:", StringComparison.Ordinal)).Split(' ').Where(part => part.StartsWith("hit=", StringComparison.Ordinal) || part.StartsWith("read=", StringComparison.Ordinal))
            .Sum(part => int.Parse(part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..], System.Globalization.CultureInfo.InvariantCulture));
        Assert.That(plan.Where(line => line.Contains("Seq Scan", StringComparison.Ordinal) && !line.Contains("never executed", StringComparison.Ordinal)), Is.Empty, string.Join('\n', plan));
        Assert.That(blocks, Is.LessThan(1500), string.Join('\n', plan));
    }
}
