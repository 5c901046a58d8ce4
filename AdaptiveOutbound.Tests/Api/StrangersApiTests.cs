using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>What belongs to workspace demo, asked for in every position with a token of an owner of another one, which has the like.</summary>
internal sealed class StrangersApiTests : ApiFixture
{
    private const string Other = "other";
    private SandboxServer _apollo = null!;
    private string _stranger = null!;
    private ApiWalk _own = null!;
    private string _file = null!;
    private string[] _ids = null!;

    protected override async Task ConfigureAsync()
    {
        _apollo = await SandboxServer.StartAsync(new SandboxOptions { Key = "live" }, TimeProvider.System, CancellationToken.None);
        Program.Environment["Providers__Apollo__BaseUrl"] = _apollo.BaseUrl.ToString();
    }

    [OneTimeSetUp]
    public async Task FillBothAsync()
    {
        await WorkspaceAsync(Other);
        var import = await FillAsync(Other);
        _stranger = await TokenAsync("owner", Other);
        _own = await ApiWalk.ReadAsync(Api, _stranger);
        await _own.KnowAsync(import);
        Assert.That((await Api.SendJsonAsync(Owner, HttpMethod.Put, "/api/v1/workspace/keys/apollo", """{"key":"live-0123456789-DEMO"}""")).Status, Is.EqualTo(200));
        await RunSqlAsync($"INSERT INTO outbound.usage_daily (workspace_id, provider, day, lookups, calls, matched, cache_hits, credits) SELECT id, 'apollo', current_date, 7, 7, 7, 7, 7 FROM outbound.workspaces WHERE slug = '{Demo}'");
        var preview = await CsvAsync(Owner, "/api/v1/imports/preview", "domain,name\nsecret.example,Secret\n");
        _file = preview.Json.GetProperty("fileId").GetString()!;
        var ids = await ScalarAsync($"""
            SELECT string_agg(i::text, ' ') FROM (
                SELECT j.id i FROM outbound.jobs j JOIN outbound.workspaces w ON w.id = j.workspace_id AND w.slug = '{Demo}' UNION SELECT a.id FROM outbound.accounts a JOIN outbound.workspaces w ON w.id = a.workspace_id AND w.slug = '{Demo}'
                UNION SELECT c.id FROM outbound.contacts c JOIN outbound.workspaces w ON w.id = c.workspace_id AND w.slug = '{Demo}' UNION SELECT k.id FROM outbound.chunks k JOIN outbound.workspaces w ON w.id = k.workspace_id AND w.slug = '{Demo}'
                UNION SELECT t.id FROM outbound.job_items t JOIN outbound.workspaces w ON w.id = t.workspace_id AND w.slug = '{Demo}' UNION SELECT f.id FROM outbound.files f JOIN outbound.workspaces w ON w.id = f.workspace_id AND w.slug = '{Demo}') t
            """);
        _ids = ids.Split(' ');
    }

    [OneTimeTearDown]
    public async Task StopApolloAsync() => await _apollo.DisposeAsync();

    [Test]
    public async Task An_id_of_another_workspace_in_a_path_is_404_on_every_route_and_nothing_is_done()
    {
        foreach (var route in Walk.Routes.Where(r => r is { HasId: true, Method: "get" }))
        {
            using var mine = await Walk.SendAsync(route, Owner, await Walk.KnownAsync(route.Path));
            Assert.That((int)mine.StatusCode, Is.EqualTo(200), $"{route} is there for its own workspace");
        }

        var before = await StateAsync(Demo);
        foreach (var route in Walk.Routes.Where(r => r.HasId))
        {
            using var response = await Walk.SendAsync(route, _stranger, await Walk.KnownAsync(route.Path), route.Example);
            Assert.That((int)response.StatusCode, Is.EqualTo(404), $"{route}: {await response.Content.ReadAsStringAsync()}");
        }

        Assert.That(await StateAsync(Demo), Is.EqualTo(before));
    }

    [Test]
    public async Task A_cursor_of_another_workspace_shows_nothing_of_it()
    {
        foreach (var route in Walk.Routes.Where(r => r.IsList))
        {
            var page = await Api.GetAsync(Owner, await Walk.KnownAsync(route.Path) + "?limit=1");
            Assert.That(page.Json.GetProperty("data").GetArrayLength(), Is.EqualTo(1), $"{route} is empty: make something for it in ApiFixture.FillAsync");
            var cursor = page.Json.GetProperty("nextCursor").GetString() ?? page.Json.GetProperty("data")[0].GetProperty("id").GetString();

            var answer = await Api.GetAsync(_stranger, await _own.KnownAsync(route.Path) + $"?cursor={cursor}");

            Assert.That(answer.Status, Is.EqualTo(200), $"{route}: {answer.Text}");
            Assert.That(_ids.Where(id => answer.Text.Contains(id, StringComparison.OrdinalIgnoreCase)), Is.Empty, $"{route}: {answer.Text}");
        }
    }

    [Test]
    public async Task Every_list_of_a_workspace_is_its_own()
    {
        foreach (var route in Walk.Routes.Where(r => r.Method == "get" && r.Describes(200, "application/json")))
        {
            var answer = await Api.GetAsync(_stranger, await _own.KnownAsync(route.Path));

            Assert.That(answer.Status, Is.EqualTo(200), $"{route}: {answer.Text}");
            Assert.That(_ids.Where(id => answer.Text.Contains(id, StringComparison.OrdinalIgnoreCase)), Is.Empty, $"{route}: {answer.Text}");
        }
    }

    [Test]
    public async Task Ids_of_records_in_bodies_are_of_no_record_alone_and_in_bulk([Values("accounts", "contacts")] string kind)
    {
        var theirs = (await Api.GetAsync(Owner, $"/api/v1/{kind}")).Json.GetProperty("data")[0].GetProperty("id").GetString();
        var mine = (await Api.GetAsync(_stranger, $"/api/v1/{kind}")).Json.GetProperty("data")[0].GetProperty("id").GetString();
        var before = await StateAsync(Other);

        var alone = await Api.PostAsync(_stranger, "/api/v1/jobs", $$"""{"type":"enrich_{{kind}}","payload":{"recordIds":["{{theirs}}"],"provider":"sandbox"} }""");
        var among = await Api.PostAsync(_stranger, "/api/v1/jobs", $$"""{"type":"enrich_{{kind}}","payload":{"recordIds":["{{mine}}","{{theirs}}"],"provider":"sandbox"} }""");

        Assert.That((alone.Status, alone.Code), Is.EqualTo((404, "not_found")), alone.Text);
        Assert.That((among.Status, among.Json.GetProperty("errors")[0].GetProperty("field").GetString()), Is.EqualTo((404, "payload.recordIds[1]")));
        Assert.That(await StateAsync(Other), Is.EqualTo(before), "no job was made of the one that is there");
    }

    [Test]
    public async Task Filters_and_searches_find_nothing_of_another_workspace()
    {
        var found = await Api.GetAsync(_stranger, $"/api/v1/accounts?search={Demo}-1");
        var enrich = await Api.PostAsync(_stranger, "/api/v1/jobs", $$$"""{"type":"enrich_accounts","payload":{"filter":{"search":"{{{Demo}}}-1"},"provider":"sandbox"} }""");
        var export = await Api.PostAsync(_stranger, "/api/v1/jobs", $$$"""{"type":"export_data","payload":{"kind":"accounts","filter":{"search":"{{{Demo}}}-1"} } }""");

        Assert.That((await Api.GetAsync(Owner, $"/api/v1/accounts?search={Demo}-1")).Json.GetProperty("data").GetArrayLength(), Is.EqualTo(1));
        Assert.That(found.Json.GetProperty("data").GetArrayLength(), Is.Zero);
        Assert.That((enrich.Status, enrich.Code), Is.EqualTo((422, "empty_job")));
        Assert.That((export.Status, export.Code), Is.EqualTo((422, "empty_job")));
    }

    [Test]
    public async Task The_same_identity_in_another_workspace_is_another_record()
    {
        var before = await StateAsync(Demo);

        var made = await Api.PostAsync(_stranger, "/api/v1/accounts", $$$"""[{"fields":{"domain":"{{{Demo}}}-2.example","name":"Mine now"} }]""");

        Assert.That(made.Json.GetProperty("data")[0].GetProperty("outcome").GetString(), Is.EqualTo("created"), made.Text);
        Assert.That(_ids, Does.Not.Contain(made.Json.GetProperty("data")[0].GetProperty("id").GetString()));
        Assert.That(await StateAsync(Demo), Is.EqualTo(before));
    }

    [TestCase("/api/v1/imports")]
    [TestCase("/api/v1/imports/preview")]
    public async Task A_file_of_another_workspace_is_not_there(string path)
    {
        Assert.That((await Api.PostAsync(Owner, $"/api/v1/imports/preview?fileId={_file}")).Status, Is.EqualTo(200), "it is there for its own");

        var answer = await Api.PostAsync(_stranger, $"{path}?fileId={_file}");

        Assert.That((answer.Status, answer.Code), Is.EqualTo((404, "not_found")));
    }

    [Test]
    public async Task Keys_settings_and_use_are_those_of_the_own_workspace_and_so_is_what_is_done_to_them()
    {
        var before = await StateAsync(Demo);

        var settings = await Api.GetAsync(_stranger, "/api/v1/workspace/settings");
        var usage = await Api.GetAsync(_stranger, "/api/v1/workspace/usage");
        var test = await Api.PostAsync(_stranger, "/api/v1/workspace/keys/apollo/test");
        var removed = await Api.SendAsync(_stranger, HttpMethod.Delete, "/api/v1/workspace/keys/apollo");
        var changed = await Api.SendJsonAsync(_stranger, HttpMethod.Put, "/api/v1/workspace/settings", """{"revealPersonalEmails":true,"freshness":{"matchDays":3,"noMatchDays":2},"timeZone":"Asia/Tokyo"}""", "*");

        Assert.That((await Api.GetAsync(Owner, "/api/v1/workspace/usage")).Json.GetProperty("totals").GetProperty("lookups").GetInt32(), Is.EqualTo(7));
        Assert.That(usage.Json.GetProperty("totals").GetProperty("lookups").GetInt32(), Is.Zero);
        Assert.That(settings.Json.GetProperty("keys").EnumerateArray().Count(k => k.GetProperty("configured").GetBoolean()), Is.Zero);
        Assert.That((test.Status, removed.Status, changed.Status), Is.EqualTo((404, 204, 200)));
        Assert.That(await StateAsync(Demo), Is.EqualTo(before));
    }

    [Test]
    public async Task One_idempotency_key_is_another_one_in_another_workspace()
    {
        const string body = """{"fields":{"domain":"twice.example"}}""";

        var mine = await KeyedAsync(Owner, body);
        var theirs = await KeyedAsync(_stranger, body);

        Assert.That((mine.Replayed, theirs.Replayed), Is.EqualTo((false, false)));
        Assert.That(theirs.Text, Is.Not.EqualTo(mine.Text), "each made its own");
    }

    [Test]
    public async Task Events_tell_of_the_own_jobs_only()
    {
        using var stream = await Api.Client.SendAsync(With(_stranger, HttpMethod.Get, "/api/v1/events"), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());

        var theirs = await Api.PostAsync(Owner, "/api/v1/jobs", """{"type":"export_data","payload":{"kind":"accounts"}}""");
        var mine = await Api.PostAsync(_stranger, "/api/v1/jobs", """{"type":"export_data","payload":{"kind":"accounts"}}""");

        Assert.That((theirs.Status, mine.Status), Is.EqualTo((202, 202)));
        var told = "";
        while (!told.Contains(mine.Json.GetProperty("id").GetString()!, StringComparison.Ordinal))
            told += await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(told, Does.Not.Contain(theirs.Json.GetProperty("id").GetString()!));
    }

    private async Task<(string Text, bool Replayed)> KeyedAsync(string token, string body)
    {
        using var request = With(token, HttpMethod.Post, "/api/v1/accounts");
        request.Headers.Add("Idempotency-Key", "one-key");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Api.Client.SendAsync(request);
        return (await response.Content.ReadAsStringAsync(), response.Headers.Contains("Idempotent-Replayed"));
    }

    private async Task<ApiAnswer> CsvAsync(string token, string path, string text)
    {
        using var request = With(token, HttpMethod.Post, path);
        request.Content = new StringContent(text, Encoding.UTF8, "text/csv");
        using var response = await Api.Client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return new ApiAnswer((int)response.StatusCode, "application/json", JsonDocument.Parse(body).RootElement, body);
    }

    private static HttpRequestMessage With(string token, HttpMethod method, string path) => new(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
}
