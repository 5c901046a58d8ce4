using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>Every POST that creates happens once for one idempotency key.</summary>
internal sealed class OnceApiTests : ApiFixture
{
    private const string Json = "application/json";
    private const string Csv = "text/csv";

    /// <summary>The POSTs that create, each with the request, another one under the same key, the table that gets one row more, and what the audit log says.</summary>
    private static readonly Once[] Creating =
    [
        new("POST /api/v1/jobs", "", Json, """{"type":"enrich_accounts","payload":{"filter":{},"provider":"sandbox"}}""", """{"type":"enrich_accounts","payload":{"filter":{"status":"enriched"},"provider":"sandbox"}}""", "jobs", "enrichment.started"),
        new("POST /api/v1/jobs", "", Json, """{"type":"enrich_contacts","payload":{"filter":{},"provider":"sandbox"}}""", """{"type":"enrich_contacts","payload":{"filter":{},"provider":"sandbox"},"priority":9}""", "jobs", "enrichment.started"),
        new("POST /api/v1/jobs", "", Json, """{"type":"export_data","payload":{"kind":"contacts"}}""", """{"type":"export_data","payload":{"kind":"accounts"}}""", "jobs", "export.started"),
        new("POST /api/v1/jobs", "", Json, """{"type":"cleanup_data","payload":{}}""", """{"type":"cleanup_data","payload":{},"priority":9}""", "jobs", "cleanup.started"),
        new("POST /api/v1/accounts", "", Json, """{"fields":{"domain":"once.example"}}""", """{"fields":{"domain":"other.example"}}""", "accounts"),
        new("POST /api/v1/contacts", "", Json, """[{"fields":{"email":"once@once.example"}}]""", """[{"fields":{"email":"other@once.example"}}]""", "contacts"),
        new("POST /api/v1/imports", "?kind=accounts&name=once.csv", Csv, "domain\nonce-a.example\n", "domain\nonce-b.example\n", "jobs", "import.started"),
        new("POST /api/v1/schedules", "", Json, """{"name":"Once","cron":"0 0 1 1 *","type":"enrich_accounts"}""", """{"name":"Other","cron":"0 0 1 1 *","type":"enrich_accounts"}""", "schedules", "schedule.made"),
        new("POST /api/v1/schedules/{id}/run", "", Json, null, null, "jobs", "schedule.run"),
        new("POST /api/v1/imports/{id}/undo", "", Json, null, null, "jobs", "import.undone"),
        new("POST /api/v1/jobs/{id}/revert", "", Json, null, null, "jobs", "enrichment.reverted"),
    ];

    /// <summary>The POSTs that make nothing that would be there twice.</summary>
    private static readonly Dictionary<string, string> Repeatable = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/estimates"] = "counts and keeps nothing",
        ["POST /api/v1/imports/preview"] = "keeps a file for 30 days, from which nothing follows",
        ["POST /api/v1/jobs/{id}/cancel"] = "a state, not a thing",
        ["POST /api/v1/jobs/{id}/pause"] = "a state, not a thing",
        ["POST /api/v1/jobs/{id}/resume"] = "a state, not a thing",
        ["POST /api/v1/jobs/{id}/retry"] = "a second time nothing is left to retry",
        ["POST /api/v1/workspace/keys/{provider}/test"] = "asks and keeps nothing",
    };

    [Test]
    public void Every_post_is_known_to_create_or_to_be_repeatable()
    {
        var posts = Walk.Routes.Where(r => r.Method == "post").Select(r => $"{r}").ToList();
        var known = Creating.Select(c => c.Route).Concat(Repeatable.Keys).ToList();

        Assert.That(posts.Except(known).Select(r => $"{r}: add it to Creating with a request and make its route use Idempotent, or to Repeatable with the reason"), Is.Empty);
        Assert.That(known.Except(posts), Is.Empty, "routes that are gone");
    }

    [Test]
    public async Task What_is_sent_twice_under_one_key_is_made_once([ValueSource(nameof(Creating))] Once once)
    {
        var (path, key) = (await Walk.KnownAsync(once.Route["POST ".Length..]) + once.Query, $"{Guid.NewGuid()}");
        var (rows, lines) = (await RowsAsync(once.Table), await LinesAsync(once.Audit));

        var first = await SendAsync(path, once.Type, once.Body, key);
        var again = await SendAsync(path, once.Type, once.Body, key);
        var other = await SendAsync(once.Other is null ? ApiWalk.Unknown(once.Route["POST ".Length..]) : path, once.Type, once.Other, key);

        Assert.That((first.Status, first.Replayed), Is.EqualTo((once.Table switch { "jobs" => 202, "schedules" => 201, _ => 200 }, false)), first.Text);
        Assert.That((again.Status, again.Replayed, again.Text), Is.EqualTo((first.Status, true, first.Text)));
        Assert.That((other.Status, other.Json.GetProperty("code").GetString()), Is.EqualTo((409, "idempotency_mismatch")), other.Text);
        Assert.That(await RowsAsync(once.Table), Is.EqualTo(rows + 1));
        Assert.That(await LinesAsync(once.Audit), Is.EqualTo(once.Audit is null ? lines : lines + 1), "the audit log says it once");
    }

    [Test]
    public async Task The_audit_log_says_who_deleted_a_record()
    {
        var made = await SendAsync("/api/v1/accounts", Json, """{"fields":{"domain":"deleted.example"}}""", null);
        var id = made.Json.GetProperty("data")[0].GetProperty("id").GetString();

        var deleted = await Api.SendAsync(Owner, HttpMethod.Delete, $"/api/v1/accounts/{id}");
        var again = await Api.SendAsync(Owner, HttpMethod.Delete, $"/api/v1/accounts/{id}");

        Assert.That((deleted.Status, again.Status), Is.EqualTo((204, 404)));
        Assert.That(await ScalarAsync($"SELECT string_agg(left(actor, 6) || action, ' ' ORDER BY id) FROM outbound.audit_events WHERE subject = 'account {id}'"), Is.EqualTo("token record.written token record.deleted"));
    }

    [Test]
    public async Task The_audit_log_names_who_wrote_a_record_and_which_fields_but_no_values()
    {
        var made = await SendAsync("/api/v1/accounts", Json, """{"fields":{"domain":"audited.example"}}""", null);
        var id = made.Json.GetProperty("data")[0].GetProperty("id").GetString();
        await SendAsync("/api/v1/accounts", Json, """{"fields":{"domain":"audited.example"}}""", null);

        var edited = await Api.SendAsync(Owner, HttpMethod.Patch, $"/api/v1/accounts/{id}", """{"fields":{"name":"Secret Ltd","city":"Köln"}}""");

        Assert.That(edited.Status, Is.EqualTo(200));
        Assert.That(await ScalarAsync($"SELECT string_agg(left(actor, 6) || action || coalesce(' ' || (detail->>'fields'), ''), '; ' ORDER BY id) FROM outbound.audit_events WHERE subject = 'account {id}'"),
            Is.EqualTo("token record.written; token record.edited city, name"), "what said nothing new is no line");
    }

    [Test]
    public async Task A_token_stands_with_its_name_and_the_end_of_its_id()
    {
        var made = await SendAsync("/api/v1/accounts", Json, """{"fields":{"domain":"named.example"}}""", null);
        var id = made.Json.GetProperty("data")[0].GetProperty("id").GetString();

        Assert.That(await ScalarAsync($"""
            SELECT count(*)::text FROM outbound.audit_events e JOIN outbound.api_tokens t ON e.actor = 'token ' || t.name || ' (' || right(t.id::text, 8) || ')' WHERE e.subject = 'account {id}'
            """), Is.EqualTo("1"));
    }

    [Test]
    public async Task The_audit_log_says_who_downloaded_what()
    {
        var path = await Walk.KnownAsync("/api/v1/exports/{jobId}/file");
        var lines = await LinesAsync("export.downloaded");

        var file = await Api.GetAsync(Owner, path);

        Assert.That(file.Status, Is.EqualTo(200));
        Assert.That(await LinesAsync("export.downloaded"), Is.EqualTo(lines + 1));
    }

    [Test]
    public async Task What_is_sent_twice_at_once_under_one_key_is_made_once()
    {
        var rows = await RowsAsync("jobs");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync("/api/v1/jobs", Json, Creating[2].Body, "at-once")));

        Assert.That(answers.Select(a => a.Status), Is.All.AnyOf(202, 409).And.Some.EqualTo(202));
        Assert.That(answers.Where(a => a.Status == 409).Select(a => a.Json.GetProperty("code").GetString()), Is.All.EqualTo("idempotency_in_progress"));
        Assert.That(await RowsAsync("jobs"), Is.EqualTo(rows + 1));
    }

    [Test]
    public async Task An_import_that_names_no_provider_asks_the_sandbox_where_there_is_no_key()
    {
        var import = await SendAsync("/api/v1/imports?kind=accounts&then=enrich&name=chosen.csv", Csv, "domain\nchosen.example\n", null);

        Assert.That(import.Status, Is.EqualTo(202), import.Text);
        Assert.That(await ScalarAsync($"SELECT payload->>'provider' FROM outbound.jobs WHERE origin_id = '{import.Json.GetProperty("id").GetString()}' AND type = 'enrich_accounts'"), Is.EqualTo("sandbox"));
    }

    [Test]
    public async Task An_import_that_asks_a_provider_without_a_key_is_refused_and_leaves_no_file()
    {
        var before = await StateAsync(Demo);

        var import = await SendAsync("/api/v1/imports?kind=accounts&then=enrich&provider=apollo&name=nokey.csv", Csv, "domain\nnokey.example\n", "no-key");

        Assert.That((import.Status, import.Json.GetProperty("code").GetString()), Is.EqualTo((409, "no_key")), import.Text);
        Assert.That(import.Json.GetProperty("errors")[0].GetProperty("field").GetString(), Is.EqualTo("provider"));
        Assert.That(await StateAsync(Demo), Is.EqualTo(before), "neither file nor claim is left");
    }

    private async Task<int> RowsAsync(string table) => int.Parse(await ScalarAsync($"SELECT count(*) FROM outbound.{table}"), System.Globalization.CultureInfo.InvariantCulture);

    private async Task<int> LinesAsync(string? action) => int.Parse(await ScalarAsync($"SELECT count(*) FROM outbound.audit_events WHERE action = '{action}'"), System.Globalization.CultureInfo.InvariantCulture);

    private async Task<Sent> SendAsync(string path, string type, string? body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Owner) } };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, type);
        using var response = await Api.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new((int)response.StatusCode, text, response.Headers.Contains("Idempotent-Replayed"));
    }

    /// <param name="Route">As the description names it.</param>
    /// <param name="Other">Another body; null where another path is the other request.</param>
    internal sealed record Once(string Route, string Query, string Type, string? Body, string? Other, string Table, string? Audit = null)
    {
        public override string ToString() => $"{Route} {Body}";
    }

    private sealed record Sent(int Status, string Text, bool Replayed)
    {
        public JsonElement Json => JsonDocument.Parse(Text).RootElement;
    }
}
