using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using AdaptiveOutbound.Tests.Commands;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>Imports from outside. The server has no worker: what is started here stays pending.</summary>
internal sealed class ImportsApiTests : CommandFixture
{
    private const string Good = "domain,name\na.example,A\nb.example,B\n";
    private ServedProgram _api = null!;
    private string _viewer = null!;
    private string _member = null!;
    private string _stranger = null!;
    private Guid _import;
    private Guid _enrich;

    [OneTimeSetUp]
    public async Task ServeAsync()
    {
        SetUpProgram();
        var run = await Program.RunAsync("enrich", Write("api.csv", "Company,Website\nOne,one.example\nTwo,not a domain\nThree,three.example\n=Four,\n"), "--provider", "sandbox", "--json");
        Assert.That(run.Out, Is.Not.Empty, run.Error);
        _import = JsonDocument.Parse(run.Out).RootElement.GetProperty("jobId").GetGuid();
        await WorkspaceAsync("other");
        _viewer = await TokenAsync("viewer");
        _member = await TokenAsync("member");
        _stranger = await TokenAsync("owner", "other");
        _api = await ServedProgram.StartAsync(Program);
        _enrich = (await _api.GetAsync(_viewer, "/api/v1/jobs?type=enrich_accounts")).Json.GetProperty("data")[0].GetProperty("id").GetGuid();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _api.DisposeAsync();

    [Test]
    public async Task A_file_in_the_body_becomes_a_job_once_a_key()
    {
        var first = await PostAsync("imports?kind=accounts&then=enrich,export&provider=sandbox&name=list.csv", Csv(Good), key: "import-1");
        var again = await PostAsync("imports?kind=accounts&then=enrich,export&provider=sandbox&name=list.csv", Csv(Good), key: "import-1");
        var other = await PostAsync("imports?kind=accounts&then=enrich,export&provider=sandbox&name=list.csv", Csv(Good + "c.example,C\n"), key: "import-1");
        var elsewhere = await PostAsync($"imports/{_import}/undo", null, key: "import-1");

        Assert.That((first.Answer.Status, first.Replayed), Is.EqualTo((202, false)), first.Answer.Text);
        Assert.That((again.Answer.Status, again.Replayed, again.Answer.Text), Is.EqualTo((202, true, first.Answer.Text)));
        Assert.That((other.Answer.Status, other.Answer.Code), Is.EqualTo((409, "idempotency_mismatch")));
        Assert.That((elsewhere.Answer.Status, elsewhere.Answer.Code), Is.EqualTo((409, "idempotency_mismatch")));
        var job = first.Answer.Json;
        Assert.That((job.GetProperty("type").GetString(), job.GetProperty("name").GetString(), job.GetProperty("status").GetString(), job.GetProperty("counts").GetProperty("total").GetInt32()),
            Is.EqualTo(("import_csv", "Import list.csv", "pending", 2)));
        Assert.That((await _api.GetAsync(_viewer, $"/api/v1/jobs/{job.GetProperty("id").GetGuid()}")).Text, Is.EqualTo(first.Answer.Text));
        await HoldsAsync("(SELECT count(*) FROM outbound.files WHERE name = 'list.csv') = 1", "what was sent again is not kept");
    }

    [Test]
    public async Task A_previewed_file_is_imported_by_its_id()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes("Webseite,Firma\nwww.a.example,A\nnonsense,B\n")), "file", "firmen.csv" } };

        var preview = (await PostAsync("imports/preview?map=Firma%3Dindustry", form)).Answer;
        var file = preview.Json.GetProperty("fileId").GetGuid();
        var started = (await PostAsync($"imports?fileId={file}&map=Firma%3Dindustry&provider=sandbox", null)).Answer;

        Assert.That(preview.Status, Is.EqualTo(200), preview.Text);
        Assert.That(preview.Json.GetProperty("counts").ToString(), Is.EqualTo("""{"create":1,"update":0,"skip":0,"invalid":1}"""));
        Assert.That(preview.Json.GetProperty("columns")[1].ToString(), Is.EqualTo("""{"name":"Firma","field":"industry","guess":"name","firstValue":"A"}"""));
        Assert.That(preview.Json.GetProperty("firstRecords")[0].ToString(), Is.EqualTo("""{"line":2,"outcome":"create","fields":{"domain":"a.example","industry":"A"}}"""));
        Assert.That(preview.Json.GetProperty("errors")[0].GetProperty("line").GetInt32(), Is.EqualTo(3));
        Assert.That((preview.Json.GetProperty("complete").GetBoolean(), preview.Json.GetProperty("delimiter").GetString()), Is.EqualTo((true, ",")));
        Assert.That((started.Status, started.Json.GetProperty("name").GetString()), Is.EqualTo((202, "Import firmen.csv")));
    }

    [TestCase("", "", "file", "file_empty", null)]
    [TestCase("", "domain\n", "file", "header_only", null)]
    [TestCase("", "domain,name\na.example,\"A\n", "file", "unclosed_quote", 2)]
    [TestCase("", "domain\0\nx\n", "file", "not_csv", null)]
    [TestCase("", "foo,bar\n1,2\n", "map", "no_enrichable_column", 1)]
    [TestCase("?map=foo", Good, "map", "map_invalid", null)]
    [TestCase("?map=foo%3Dname", Good, "foo", "map_unknown_column", 1)]
    [TestCase("?map=name%3Dshoe_size", Good, "name", "map_unknown_field", 1)]
    [TestCase("?map=name%3Ddomain&map=domain%3Ddomain", Good, "domain", "map_clash", 1)]
    [TestCase("?kind=people", Good, "kind", "invalid_value", null)]
    [TestCase("?knid=accounts", Good, "knid", "invalid_value", null)]
    [TestCase("?then=bill", Good, "then", "then_unknown", null)]
    [TestCase("?provider=nobody", Good, "provider", "provider_unknown", null)]
    [TestCase("?then=enrich&provider=nobody", Good, "provider", "provider_unknown", null)]
    [TestCase("?fileId=7", null, "fileId", "invalid_value", null)]
    [TestCase("?fileId=01890000-0000-7000-8000-000000000000", Good, "fileId", "invalid_value", null)]
    public async Task What_cannot_be_is_named_with_field_and_line_and_leaves_no_file(string query, string? body, string field, string code, int? line)
    {
        var name = $"{Guid.NewGuid():N}.csv";
        var answer = (await PostAsync($"imports{query}{(query.Length == 0 ? "?" : "&")}name={name}", body is null ? null : Csv(body))).Answer;

        Assert.That((answer.Status, answer.Code), Is.EqualTo((422, "invalid_request")), answer.Text);
        var error = answer.Json.GetProperty("errors")[0];
        Assert.That((error.GetProperty("field").GetString(), error.GetProperty("code").GetString()), Is.EqualTo((field, code)));
        Assert.That(error.GetProperty("line").ValueKind == JsonValueKind.Null ? (int?)null : error.GetProperty("line").GetInt32(), Is.EqualTo(line));
        await HoldsAsync($"NOT EXISTS (SELECT FROM outbound.files WHERE name = '{name}')", "nothing is left of it");
    }

    [Test]
    public async Task A_form_has_one_part_the_file()
    {
        using var two = new MultipartFormDataContent { { new StringContent(Good), "file", "one.csv" }, { new StringContent(Good), "more", "two.csv" } };
        using var text = new MultipartFormDataContent { { new StringContent("accounts"), "kind" } };

        Assert.That((await PostAsync("imports/preview", two)).Answer.Status, Is.EqualTo(422));
        Assert.That((await PostAsync("imports/preview", text)).Answer.Status, Is.EqualTo(422));
        await HoldsAsync("NOT EXISTS (SELECT FROM outbound.files WHERE name IN ('one.csv', 'two.csv'))", "nothing is left of it");
    }

    [TestCase("application/json")]
    [TestCase(null)]
    public async Task Another_sort_of_body_is_refused(string? type)
    {
        using var content = new ByteArrayContent([1]);
        if (type is not null) content.Headers.ContentType = new(type);

        var answer = (await PostAsync("imports/preview", content)).Answer;

        Assert.That((answer.Status, answer.Code), Is.EqualTo((415, "unsupported_media_type")));
    }

    [Test]
    public async Task A_file_that_is_too_large_is_refused_before_it_is_sent()
    {
        var address = _api.Client.BaseAddress!;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        var head = $"POST /api/v1/imports HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {_member}\r\nContent-Type: text/csv\r\nContent-Length: {(512L << 20) + 1}\r\nConnection: close\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));

        using var reader = new StreamReader(client.GetStream());
        var status = await reader.ReadLineAsync();

        Assert.That(status, Does.StartWith("HTTP/1.1 413"));
    }

    [Test]
    public async Task The_lines_that_were_refused_are_listed_and_come_as_a_file()
    {
        var page = await _api.GetAsync(_viewer, $"/api/v1/imports/{_import}/errors?limit=1");
        var next = await _api.GetAsync(_viewer, $"/api/v1/imports/{_import}/errors?cursor={page.Json.GetProperty("nextCursor").GetString()}");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/imports/{_import}/errors");
        request.Headers.Accept.Add(new("text/csv"));
        var (file, _) = await SendAsync(request, _viewer);

        var error = page.Json.GetProperty("data")[0];
        Assert.That((error.GetProperty("line").GetInt32(), error.GetProperty("field").GetString(), error.GetProperty("code").GetString()), Is.EqualTo((3, "domain", "domain_invalid")));
        Assert.That(next.Json.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("line").GetInt32()), Is.EqualTo(new[] { 5 }));
        var lines = file.Text.Split("\r\n");
        Assert.That((file.Type, lines[0]), Is.EqualTo(("text/csv", "Company,Website,outbound_line,outbound_field,outbound_code,outbound_message")));
        Assert.That(lines[1], Does.StartWith("Two,not a domain,3,domain,domain_invalid,"));
        Assert.That(lines[2], Does.StartWith("'=Four,,5,,no_identity,"));
        Assert.That((await _api.GetAsync(_viewer, $"/api/v1/imports/{_import}/errors?cursor=x")).Status, Is.EqualTo(422));
    }

    [Test]
    public async Task An_import_is_undone_once()
    {
        var running = (await PostAsync("imports?provider=sandbox", Csv(Good))).Answer.Json.GetProperty("id").GetGuid();

        var undo = await PostAsync($"imports/{_import}/undo", null, key: "undo-1");
        var replayed = await PostAsync($"imports/{_import}/undo", null, key: "undo-1");
        var again = await PostAsync($"imports/{_import}/undo", null);
        var tooEarly = await PostAsync($"imports/{running}/undo", null);

        Assert.That((undo.Answer.Status, undo.Answer.Json.GetProperty("type").GetString(), undo.Answer.Json.GetProperty("originId").GetGuid()), Is.EqualTo((202, "undo_import", _import)));
        Assert.That((replayed.Replayed, replayed.Answer.Text), Is.EqualTo((true, undo.Answer.Text)));
        Assert.That((again.Answer.Status, again.Answer.Code), Is.EqualTo((409, "state_conflict")));
        Assert.That((tooEarly.Answer.Status, tooEarly.Answer.Code), Is.EqualTo((409, "state_conflict")));
        Assert.That((await _api.GetAsync(_viewer, "/api/v1/jobs?type=undo_import")).Json.GetProperty("data").GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task Another_workspaces_files_and_imports_are_not_there()
    {
        var file = (await PostAsync("imports/preview", Csv(Good))).Answer.Json.GetProperty("fileId").GetGuid();

        foreach (var path in new[] { $"imports?fileId={file}", $"imports/preview?fileId={file}", $"imports/{_import}/undo" })
            Assert.That((await PostAsync(path, null, _stranger)).Answer.Status, Is.EqualTo(404), path);
        Assert.That((await _api.GetAsync(_stranger, $"/api/v1/imports/{_import}/errors")).Status, Is.EqualTo(404));
        Assert.That((await _api.GetAsync(_viewer, $"/api/v1/imports/{_enrich}/errors")).Status, Is.EqualTo(404), "another sort of job");
        Assert.That((await PostAsync($"imports/{_enrich}/undo", null)).Answer.Status, Is.EqualTo(404), "another sort of job");
    }

    [TestCase("imports")]
    [TestCase("imports/preview")]
    [TestCase("imports/{0}/undo")]
    public async Task Importing_needs_a_member(string path)
    {
        var answer = (await PostAsync(string.Format(null, path, _import), Csv(Good), _viewer)).Answer;

        Assert.That((answer.Status, answer.Code), Is.EqualTo((403, "forbidden")));
    }

    [TestCase("a key")]
    [TestCase("")]
    public async Task A_key_that_can_be_none_is_refused(string key)
    {
        var answer = (await PostAsync("imports?provider=sandbox", Csv(Good), key: key)).Answer;

        Assert.That((answer.Status, answer.Json.GetProperty("errors")[0].GetProperty("field").GetString()), Is.EqualTo((422, "Idempotency-Key")));
    }

    private static StringContent Csv(string text) => new(text, Encoding.UTF8, "text/csv");

    private Task<(ApiAnswer Answer, bool Replayed)> PostAsync(string path, HttpContent? content, string? token = null, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/" + path) { Content = content };
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return SendAsync(request, token ?? _member);
    }

    private async Task<(ApiAnswer Answer, bool Replayed)> SendAsync(HttpRequestMessage request, string token)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _api.Client.SendAsync(request);
        var (text, type) = (await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType ?? "");
        var json = type.EndsWith("json", StringComparison.Ordinal) ? JsonDocument.Parse(text).RootElement : default;
        return (new((int)response.StatusCode, type, json, text), response.Headers.Contains("Idempotent-Replayed"));
    }

    private Task HoldsAsync(string condition, string why) => RunSqlAsync($"DO $$ BEGIN ASSERT ({condition}), '{why}'; END $$");
}
