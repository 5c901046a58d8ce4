using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>Lists of a workspace that is full of the longest that the product writes: no gap, no double, no body of more than 4 MB.</summary>
internal sealed class FullWorkspaceApiTests : ApiFixture
{
    private const int MostBytes = 4 << 20;

    /// <summary>A list's key where its entries have no id.</summary>
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal) { ["/api/v1/imports/{id}/errors"] = "line" };

    private string _import = null!;
    private string _schedule = null!;

    [OneTimeSetUp]
    public async Task FillLongAsync()
    {
        _import = (await Walk.KnownAsync("/api/v1/jobs/{id}"))["/api/v1/jobs/".Length..];
        _schedule = (await Walk.KnownAsync("/api/v1/schedules/{id}"))["/api/v1/schedules/".Length..];
        await RunSqlAsync($$"""
            INSERT INTO outbound.jobs (id, workspace_id, lane_id, type, name, queue, priority, status, payload, total, open_items, processed, failed, dead_letters, enriched, no_match, skipped, unknown,
                   calls, cache_hits, credits, attempts, max_attempts, cursor, created_at, completed_at, error_message)
            SELECT (left(id::text, 24) || lpad(to_hex(n), 12, '0'))::uuid, workspace_id, lane_id, type, repeat('名', 200), queue, 5, 'failed', payload, 1, 0, 1, 1, 0, 0, 0, 0, 0,
                   0, 0, 0, 5, 5, 0, now(), now(), repeat('長', 300)
              FROM outbound.jobs, generate_series(1, 1100) n WHERE id = '{{_import}}';
            INSERT INTO outbound.job_items (id, workspace_id, job_id, lane_id, line, state, rank, attempts, rescues, outcome, credits, error_code, error_field, error_message, finished_at)
            SELECT gen_random_uuid(), workspace_id, id, lane_id, 1000 + n, 2, 5, 1, 0, 3, 0, 'value_invalid', repeat('欄', 340), repeat('長', 300), now()
              FROM outbound.jobs, generate_series(1, 2500) n WHERE id = '{{_import}}';
            INSERT INTO outbound.job_items (id, workspace_id, job_id, lane_id, record_id, state, rank, attempts, rescues, outcome, credits, error_code, error_message, finished_at)
            SELECT gen_random_uuid(), workspace_id, id, lane_id, gen_random_uuid(), 2, 5, 1, 0, 4, 0, 'invalid_request', repeat('長', 300), now()
              FROM outbound.jobs, generate_series(1, 1500) n WHERE id = '{{_import}}';
            INSERT INTO outbound.job_logs (workspace_id, job_id, level, event, message, metadata)
            SELECT workspace_id, id, 'warning', 'waits', repeat('長', 400), jsonb_build_object('why', repeat('長', 400)) FROM outbound.jobs, generate_series(1, 2500) n WHERE id = '{{_import}}';
            INSERT INTO outbound.chunks (id, workspace_id, lane_id, slot, status, items, created_at, started_at, finished_at)
            SELECT (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000000')::uuid, workspace_id, lane_id, 0, 'finished', 1, now(), now(), now() FROM outbound.jobs, generate_series(1, 900) n WHERE id = '{{_import}}';
            INSERT INTO outbound.schedules (id, workspace_id, name, cron, time_zone, type, filter, priority, overlap, missed, enabled, created_at, updated_at, revision, mirrored, waiting_message)
            SELECT (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000000')::uuid, workspace_id, repeat('名', 100), cron, time_zone, type, filter, 5, 'skip', 'once', false, now(), now(), 0, true, repeat('長', 300)
              FROM outbound.schedules, generate_series(1, 900) n WHERE id = '{{_schedule}}';
            INSERT INTO outbound.schedule_runs (id, workspace_id, schedule_id, due_at, fired_at, outcome, message)
            SELECT gen_random_uuid(), workspace_id, id, now(), now(), 'waits', repeat('長', 300) FROM outbound.schedules, generate_series(1, 2000) n WHERE id = '{{_schedule}}';
            WITH picked AS (SELECT id, row_number() OVER () n FROM outbound.job_items WHERE job_id = '{{_import}}' AND record_id IS NOT NULL LIMIT 900)
            UPDATE outbound.job_items i SET chunk_id = (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000000')::uuid FROM picked WHERE picked.id = i.id;
            """);
        await FillRecordsAsync("accounts", "domain", "'long-' || n || '.example'", ["website_url", "industry", "employees", "phone", "street_address", "city", "state", "postal_code", "country", "technologies", "keywords", "description"]);
        await FillRecordsAsync("contacts", "email", "'long-' || n || '@long.example'", ["company", "title", "headline", "seniority", "departments", "city", "state", "country", "personal_emails"]);
    }

    /// <summary>A thousand; every value of each fiftieth is as long as a value can be and replaced one as long.</summary>
    private Task FillRecordsAsync(string table, string key, string value, string[] fields) => RunSqlAsync($$"""
        INSERT INTO outbound.{{table}} (id, workspace_id, {{key}}, fields, provenance, created_at, updated_at)
        SELECT (lpad(to_hex(x'01900000'::bigint + n), 8, '0') || '-0000-7000-8000-000000000000')::uuid, w.id, {{value}},
               (SELECT jsonb_object_agg(f, CASE WHEN n % 50 = 0 THEN repeat('長', 10900) ELSE repeat('kurz ', 20) END) FROM unnest('{{{string.Join(',', fields)}}}'::text[]) f) || jsonb_build_object('{{key}}', {{value}}),
               jsonb_build_object('origins', jsonb_build_array(jsonb_build_object('source', 'imported', 'at', now(), 'job', w.id)), 'fields',
                   (SELECT jsonb_object_agg(f, CASE WHEN n % 50 = 0 THEN jsonb_build_array(0, repeat('先', 10900), 0) ELSE '[0]' END) FROM unnest('{{{string.Join(',', fields)}}}'::text[]) f)), now(), now()
          FROM outbound.workspaces w, generate_series(1, 1000) n WHERE w.slug = '{{Demo}}'
        """);

    [Test]
    public async Task Every_list_is_walked_to_its_end_in_bodies_under_4_MB()
    {
        foreach (var route in Walk.Routes.Where(r => r.IsList))
        {
            var (entries, pages) = await WalkAsync(route, "");

            Assert.That(entries, Is.Unique, $"{route} shows an entry twice");
            Assert.That(entries, Has.Count.EqualTo(await RowsAsync(route)), $"{route} has gaps");
            Assert.That(pages, Is.GreaterThan(4), $"{route} is too short to say anything: fill it in FillLongAsync");
        }
    }

    [TestCase("accounts", "oldest")]
    [TestCase("accounts", "name")]
    [TestCase("accounts", "domain")]
    [TestCase("contacts", "name")]
    [TestCase("contacts", "email")]
    public async Task A_list_in_another_order_has_no_gap_where_a_page_ends_early(string kind, string sort)
    {
        var route = Walk.Routes.Single(r => r.Path == $"/api/v1/{kind}" && r.Method == "get");

        var (entries, _) = await WalkAsync(route, $"&sort={sort}");

        Assert.That(entries, Is.Unique);
        Assert.That(entries, Has.Count.EqualTo(await RowsAsync(route)));
    }

    [Test]
    public async Task The_largest_record_and_what_a_change_of_it_answers_are_under_4_MB([Values("accounts", "contacts")] string kind)
    {
        var id = await ScalarAsync($"SELECT id FROM outbound.{kind} WHERE octet_length(provenance::text) > 200000 LIMIT 1");

        var shown = await Api.GetAsync(Owner, $"/api/v1/{kind}/{id}");
        // A no-break space is two bytes and written as six: nothing grows more.
        var long1 = await Api.SendJsonAsync(Owner, HttpMethod.Patch, $"/api/v1/{kind}/{id}", JsonSerializer.Serialize(new { fields = new { city = "a" + new string('\u00A0', 16_000) + "b" } }));
        var longer = await Api.SendJsonAsync(Owner, HttpMethod.Patch, $"/api/v1/{kind}/{id}", JsonSerializer.Serialize(new { fields = new { state = new string('長', 11_000) } }));

        Assert.That(Encoding.UTF8.GetByteCount(shown.Text), Is.InRange(300_000, MostBytes));
        Assert.That(long1.Status, Is.EqualTo(200), long1.Text[..Math.Min(500, long1.Text.Length)]);
        Assert.That(Encoding.UTF8.GetByteCount(long1.Text), Is.LessThan(MostBytes));
        Assert.That((longer.Status, longer.Json.GetProperty("errors")[0].GetProperty("code").GetString()), Is.EqualTo((422, "value_invalid")), "33,000 bytes are more than a value may have");
    }

    [Test]
    public async Task The_preview_of_a_file_of_long_cells_is_under_4_MB()
    {
        var columns = Enumerable.Range(0, 495).Select(n => $"{n}{new string('x', 900)}").Prepend("domain").Concat(["name", "description", "keywords", "city"]);
        var lines = Enumerable.Range(0, 12).Select(n => $"p{n}.example," + string.Join(',', Enumerable.Range(0, 495).Select(_ => new string('長', 100))) + string.Concat(Enumerable.Repeat("," + new string('長', 10_000), 4)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/imports/preview") { Content = new StringContent(string.Join(',', columns) + "\n" + string.Join('\n', lines) + "\n", Encoding.UTF8, "text/csv") };
        request.Headers.Authorization = new("Bearer", Owner);

        using var response = await Api.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();

        Assert.That((int)response.StatusCode, Is.EqualTo(200), text[..Math.Min(500, text.Length)]);
        Assert.That(Encoding.UTF8.GetByteCount(text), Is.LessThan(MostBytes));
        Assert.That(JsonDocument.Parse(text).RootElement.GetProperty("firstRecords")[0].GetProperty("fields").GetProperty("description").GetString(), Is.EqualTo(new string('長', 200) + "…"));
    }

    private async Task<(List<string> Entries, int Pages)> WalkAsync(DescribedRoute route, string query)
    {
        var (entries, pages, path) = (new List<string>(), 0, await Walk.KnownAsync(route.Path));
        for (string? cursor = ""; cursor is not null; pages++)
        {
            var page = await Api.GetAsync(Owner, $"{path}?limit=200{query}{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            Assert.That(page.Status, Is.EqualTo(200), $"{route}: {page.Text[..Math.Min(500, page.Text.Length)]}");
            Assert.That(Encoding.UTF8.GetByteCount(page.Text), Is.LessThan(MostBytes), $"{route}, page {pages}");
            entries.AddRange(page.Json.GetProperty("data").EnumerateArray().Select(e => e.GetProperty(Keys.GetValueOrDefault(route.Path, "id")).ToString()));
            cursor = page.Json.GetProperty("nextCursor").GetString();
        }

        return (entries, pages);
    }

    private async Task<int> RowsAsync(DescribedRoute route)
    {
        var items = $"outbound.job_items WHERE job_id = '{_import}'";
        var from = route.Path switch
        {
            "/api/v1/jobs" => "outbound.jobs",
            "/api/v1/jobs/{id}/items" => items + " AND (line IS NOT NULL OR record_id IS NOT NULL)",
            "/api/v1/imports/{id}/errors" => items + " AND line IS NOT NULL",
            "/api/v1/jobs/{id}/logs" => $"outbound.job_logs WHERE job_id = '{_import}'",
            "/api/v1/jobs/{id}/chunks" => $"(SELECT DISTINCT chunk_id FROM {items} AND state = 2 AND chunk_id IS NOT NULL) c",
            "/api/v1/schedules" => "outbound.schedules",
            "/api/v1/schedules/{id}/runs" => $"outbound.schedule_runs WHERE schedule_id = '{_schedule}'",
            "/api/v1/accounts" or "/api/v1/contacts" => "outbound." + route.Path["/api/v1/".Length..],
            _ => throw new InvalidOperationException($"{route} is a list whose rows this test cannot count: say in RowsAsync where they stand, and fill it in FillLongAsync"),
        };
        return int.Parse(await ScalarAsync($"SELECT count(*) FROM {from}"), System.Globalization.CultureInfo.InvariantCulture);
    }
}
