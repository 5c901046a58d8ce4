using System.Text.Json;
using AdaptiveOutbound.Tests.Commands;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>Records, and the jobs over them, from outside.</summary>
internal sealed class RecordsApiTests : CommandFixture
{
    private ServedProgram _api = null!;
    private string _viewer = null!;
    private string _member = null!;
    private string _admin = null!;
    private string _stranger = null!;
    private Guid _acme;

    [OneTimeSetUp]
    public async Task ServeAsync()
    {
        SetUpProgram();
        await WorkspaceAsync("demo");
        await WorkspaceAsync("other");
        (_viewer, _member, _admin, _stranger) = (await TokenAsync("viewer"), await TokenAsync("member"), await TokenAsync("admin"), await TokenAsync("owner", "other"));
        _api = await ServedProgram.StartAsync(Program);
        _acme = await MadeAsync("accounts", """{"fields": {"domain": "https://acme.example/", "name": "Acme"}}""");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _api.DisposeAsync();

    [Test]
    public async Task A_record_is_created_shown_changed_and_deleted()
    {
        var id = await MadeAsync("contacts", """{"fields": {"email": "Ann@a.example", "title": "Boss"}}""");

        var changed = await _api.SendAsync(_member, HttpMethod.Patch, $"/api/v1/contacts/{id}", """{"fields": {"title": null, "city": "Bonn"}}""");
        var shown = await _api.GetAsync(_viewer, $"/api/v1/contacts/{id}");
        var deleted = await _api.SendAsync(_member, HttpMethod.Delete, $"/api/v1/contacts/{id}");

        Assert.That(changed.Status, Is.EqualTo(200), changed.Text);
        Assert.That(shown.Json.GetProperty("fields").ToString(), Is.EqualTo("""{"email":"Ann@a.example","city":"Bonn"}"""));
        Assert.That(shown.Json.GetProperty("provenance").GetProperty("title").GetProperty("previous").GetString(), Is.EqualTo("Boss"));
        Assert.That(shown.Json.GetProperty("lookups").GetArrayLength(), Is.Zero);
        Assert.That(deleted.Status, Is.EqualTo(204));
        Assert.That((await _api.GetAsync(_viewer, $"/api/v1/contacts/{id}")).Code, Is.EqualTo("not_found"));
    }

    [Test]
    public async Task Many_are_created_at_once_and_each_gets_its_outcome()
    {
        var answer = await _api.PostAsync(_member, "/api/v1/accounts", """[{"fields": {"domain": "m1.example"}}, {"fields": {"domain": "no domain"}}, {"fields": {"domain": "M1.example"}}]""");

        var data = answer.Json.GetProperty("data").EnumerateArray().ToList();
        Assert.That(data.Select(d => d.GetProperty("outcome").GetString()), Is.EqualTo(new[] { "created", "rejected", "unchanged" }));
        Assert.That((data[1].GetProperty("errors")[0].GetProperty("field").GetString(), data[1].GetProperty("errors")[0].GetProperty("code").GetString()), Is.EqualTo(("domain", "domain_invalid")));
    }

    [Test]
    public async Task The_list_searches_sorts_and_pages()
    {
        await _api.PostAsync(_member, "/api/v1/accounts", """[{"fields": {"domain": "zz1.example"}}, {"fields": {"domain": "zz2.example"}}, {"fields": {"domain": "zz3.example"}}]""");

        var first = await _api.GetAsync(_viewer, "/api/v1/accounts?search=ZZ&sort=domain&limit=2&status=not_enriched");
        var second = await _api.GetAsync(_viewer, $"/api/v1/accounts?search=ZZ&sort=domain&limit=2&status=not_enriched&cursor={first.Json.GetProperty("nextCursor").GetString()}");

        Assert.That(new[] { first, second }.SelectMany(page => page.Json.GetProperty("data").EnumerateArray()).Select(r => r.GetProperty("fields").GetProperty("domain").GetString()),
            Is.EqualTo(new[] { "zz1.example", "zz2.example", "zz3.example" }));
        Assert.That(second.Json.GetProperty("nextCursor").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((await _api.GetAsync(_stranger, "/api/v1/accounts")).Json.GetProperty("data").GetArrayLength(), Is.Zero);
    }

    [TestCase("accounts?sort=email", "sort")]
    [TestCase("accounts?status=done", "status")]
    [TestCase("accounts?cursor=x", "cursor")]
    [TestCase("contacts?cursor=AAAA", "cursor")]
    [TestCase("contacts?filter=x", "filter")]
    [TestCase("contacts?search=%00", "search")]
    public async Task A_parameter_that_cannot_be_is_named(string path, string field) => Named(await _api.GetAsync(_viewer, "/api/v1/" + path), field);

    [TestCase("""{"domain": "a.example"}""", "domain")]
    [TestCase("""{"fields": {"website": "a.example"}}""", "fields.website")]
    [TestCase("""[{"fields": {"name": 1}}]""", "[0].fields.name")]
    [TestCase("""{}""", "fields")]
    public async Task A_body_that_cannot_be_is_named(string body, string field) => Named(await _api.PostAsync(_member, "/api/v1/accounts", body), field);

    [TestCase("""{"fields": {}, "fields": {}}""", "invalid_json")]
    [TestCase("""{"fields": {"name": "\ud800"}}""", "invalid_json")]
    [TestCase("""{"fields": """, "invalid_json")]
    [TestCase("[]", "invalid_request")]
    public async Task A_body_that_is_no_record_is_refused(string body, string code) =>
        Assert.That((await _api.PostAsync(_member, "/api/v1/accounts", body)) is { Status: 422 } answer ? answer.Code : null, Is.EqualTo(code));

    [Test]
    public async Task A_body_is_json_and_at_most_4_MB()
    {
        Assert.That((await _api.PostAsync(_member, "/api/v1/accounts")).Code, Is.EqualTo("unsupported_media_type"));
        var large = await _api.PostAsync(_member, "/api/v1/accounts", $$$"""{"fields": {"name": "{{{new string('x', 4 << 20)}}}"}}""");
        Assert.That((large.Status, large.Code), Is.EqualTo((413, "too_large")));
    }

    [Test]
    public async Task An_identity_that_another_record_has_is_a_conflict()
    {
        var id = await MadeAsync("accounts", """{"fields": {"domain": "twin.example"}}""");

        var answer = await _api.SendAsync(_member, HttpMethod.Patch, $"/api/v1/accounts/{id}", """{"fields": {"domain": "acme.example"}}""");

        Assert.That((answer.Status, answer.Code), Is.EqualTo((409, "record_exists")));
        Named(await _api.SendAsync(_member, HttpMethod.Patch, $"/api/v1/accounts/{id}", """{"fields": {"domain": ""}}"""), "fields");
    }

    [Test]
    public async Task Another_workspaces_records_are_not_there_and_a_viewer_changes_nothing()
    {
        foreach (var (method, body) in new (HttpMethod, string?)[] { (HttpMethod.Get, null), (HttpMethod.Patch, """{"fields": {"city": "x"}}"""), (HttpMethod.Delete, null) })
        {
            Assert.That((await _api.SendAsync(_stranger, method, $"/api/v1/accounts/{_acme}", body)).Code, Is.EqualTo("not_found"), $"{method}");
            Assert.That((await _api.SendAsync(_member, method, $"/api/v1/contacts/{_acme}", body)).Code, Is.EqualTo("not_found"), $"{method} of the other kind");
            if (method != HttpMethod.Get)
                Assert.That((await _api.SendAsync(_viewer, method, $"/api/v1/accounts/{_acme}", body)).Status, Is.EqualTo(403), $"{method}");
        }

        Assert.That((await _api.PostAsync(_viewer, "/api/v1/accounts", """{"fields": {"domain": "v.example"}}""")).Status, Is.EqualTo(403));
        Assert.That((await _api.PostAsync(_viewer, "/api/v1/jobs", """{"type": "export_data", "payload": {"kind": "accounts"}}""")).Status, Is.EqualTo(403));
        var job = await _api.PostAsync(_stranger, "/api/v1/jobs", $$$"""{"type": "enrich_accounts", "payload": {"recordIds": ["{{{Guid.NewGuid()}}}", "{{{_acme}}}"], "provider": "sandbox"}}""");
        Assert.That((job.Status, job.Code), Is.EqualTo((404, "not_found")));
        Assert.That(job.Json.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("field").GetString()), Is.EqualTo(new[] { "payload.recordIds[0]", "payload.recordIds[1]" }));
        Assert.That((await _api.PostAsync(_stranger, "/api/v1/jobs", """{"type": "enrich_accounts", "payload": {"filter": {}}}""")).Code, Is.EqualTo("empty_job"));
    }

    [Test]
    public async Task Jobs_are_made_by_ids_by_filter_and_for_later()
    {
        await _api.PostAsync(_member, "/api/v1/accounts", """[{"fields": {"domain": "job1.example"}}, {"fields": {"domain": "job2.example"}}]""");
        var later = TimeProvider.System.GetUtcNow().AddDays(1);

        var byId = await _api.PostAsync(_member, "/api/v1/jobs", $$$"""{"type": "enrich_accounts", "payload": {"recordIds": ["{{{_acme}}}", "{{{_acme}}}"], "refresh": true}, "priority": 7}""");
        var byFilter = await _api.PostAsync(_member, "/api/v1/jobs", """{"type": "enrich_accounts", "payload": {"filter": {"search": "job"}, "provider": "sandbox"}}""");
        var export = await _api.PostAsync(_member, "/api/v1/jobs", $$$"""{"type": "export_data", "payload": {"kind": "accounts", "filter": {"search": "job"}}, "scheduledFor": "{{{later:O}}}"}""");

        Assert.That(new[] { byId, byFilter, export }.Select(job => job.Status), Is.All.EqualTo(202), byId.Text + byFilter.Text + export.Text);
        Assert.That(new[] { byId, byFilter, export }.Select(job => job.Json.GetProperty("progress").GetProperty("total").GetInt32()), Is.EqualTo(new[] { 1, 2, 2 }));
        Assert.That((byId.Json.GetProperty("priority").GetInt32(), byFilter.Json.GetProperty("status").GetString()), Is.EqualTo((7, "pending")));
        Assert.That(export.Json.GetProperty("waitingFor").GetProperty("reason").GetString(), Is.EqualTo("scheduled"));
        var items = await _api.GetAsync(_viewer, $"/api/v1/jobs/{byFilter.Json.GetProperty("id").GetGuid()}/items");
        Assert.That(items.Json.GetProperty("data").EnumerateArray().Select(i => i.GetProperty("recordId").GetGuid()).ToList(), Has.Count.EqualTo(2).And.Unique);
    }

    [TestCase("""{"type": "import_csv", "payload": {}}""", "type")]
    [TestCase("""{"type": "noop", "payload": {}}""", "type")]
    [TestCase("""{"type": "enrich_accounts"}""", "payload")]
    [TestCase("""{"type": "enrich_accounts", "payload": {}}""", "payload")]
    [TestCase("""{"type": "enrich_accounts", "payload": {"filter": {}, "recordIds": ["0195b7a0-0000-7000-8000-000000000000"]}}""", "payload")]
    [TestCase("""{"type": "enrich_accounts", "payload": {"recordIds": []}}""", "payload.recordIds")]
    [TestCase("""{"type": "enrich_accounts", "payload": {"recordIds": ["x"]}}""", "payload.recordIds[0]")]
    [TestCase("""{"type": "enrich_accounts", "payload": {"filter": {"name": "x"}}}""", "payload.filter.name")]
    [TestCase("""{"type": "enrich_accounts", "payload": {"filter": {}, "provider": "other"}}""", "payload.provider")]
    [TestCase("""{"type": "enrich_accounts", "payload": {"filter": {}}, "priority": 11}""", "priority")]
    [TestCase("""{"type": "enrich_accounts", "payload": {"filter": {}}, "scheduledFor": "2020-01-01T00:00:00Z"}""", "scheduledFor")]
    [TestCase("""{"type": "enrich_accounts", "payload": {"filter": {}}, "scheduledFor": "2126-01-01T00:00:00"}""", "scheduledFor")]
    [TestCase("""{"type": "export_data", "payload": {"kind": "leads"}}""", "payload.kind")]
    [TestCase("""{"type": "cleanup_data", "payload": {"jobDays": 1}}""", "payload")]
    [TestCase("""{"type": "cleanup_data", "payload": []}""", "payload")]
    [TestCase("""{"type": "export_data", "payload": {"kind": "accounts", "columns": ["email"]}}""", "payload.columns")]
    public async Task A_job_that_cannot_be_is_named(string body, string field) => Named(await _api.PostAsync(_member, "/api/v1/jobs", body), field);

    [Test]
    public async Task What_is_missing_for_a_job_is_said()
    {
        var noKey = await _api.PostAsync(_member, "/api/v1/jobs", """{"type": "enrich_accounts", "payload": {"filter": {}, "provider": "apollo"}}""");
        var empty = await _api.PostAsync(_member, "/api/v1/jobs", """{"type": "export_data", "payload": {"kind": "accounts", "filter": {"search": "nobody is called so"}}}""");

        Assert.That(new[] { noKey, empty }.Select(a => (a.Status, a.Code)), Is.EqualTo(new[] { (409, "no_key"), (422, "empty_job") }));
    }

    [Test]
    public async Task Cleaning_up_is_for_admins()
    {
        const string Body = """{"type": "cleanup_data", "payload": {}}""";

        var member = await _api.PostAsync(_member, "/api/v1/jobs", Body);
        var admin = await _api.PostAsync(_admin, "/api/v1/jobs", Body);
        var estimate = await _api.PostAsync(_admin, "/api/v1/estimates", Body);

        Assert.That((member.Status, member.Code), Is.EqualTo((403, "forbidden")), member.Text);
        Assert.That((admin.Status, admin.Json.GetProperty("name").GetString()), Is.EqualTo((202, "Clean up old data")), admin.Text);
        Assert.That((estimate.Status, estimate.Code), Is.EqualTo((422, "invalid_request")), estimate.Text);
        var listed = await _api.GetAsync(_viewer, "/api/v1/jobs?type=cleanup_data");
        Assert.That(listed.Json.GetProperty("data").EnumerateArray().Select(j => j.GetProperty("queue").GetString()), Is.EqualTo(new[] { "c-maintenance" }), listed.Text);
    }

    private static void Named(ApiAnswer answer, string field)
    {
        Assert.That((answer.Status, answer.Code), Is.EqualTo((422, "invalid_request")), answer.Text);
        Assert.That(answer.Json.GetProperty("errors")[0].GetProperty("field").GetString(), Is.EqualTo(field));
    }

    private async Task<Guid> MadeAsync(string kind, string body)
    {
        var answer = await _api.PostAsync(_member, $"/api/v1/{kind}", body);
        Assert.That(answer.Status, Is.EqualTo(200), answer.Text);
        return answer.Json.GetProperty("data")[0].GetProperty("id").GetGuid();
    }
}
