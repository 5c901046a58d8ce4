using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using AdaptiveOutbound.Data.Records;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>What a hostile or careless developer sends: each is a problem that says what is wrong, and none is a 500.</summary>
internal sealed partial class HostileApiTests : ApiFixture
{
    private static readonly string[] Writes = ["POST /api/v1/jobs", "POST /api/v1/estimates", "POST /api/v1/accounts", "POST /api/v1/contacts", "PUT /api/v1/workspace/settings", "PUT /api/v1/workspace/keys/sandbox", "PUT /api/v1/workspace/keys/apollo"];

    private static readonly (string Name, byte[] Bytes)[] Bodies =
    [
        .. new (string, string)[]
        {
            ("nothing", ""), ("null", "null"), ("a number", "7"), ("a huge number", "1e999999999"), ("a text", "\"x\""), ("an empty array", "[]"), ("an array of null", "[null]"), ("half an object", "{\"a\":"),
            ("two values", "{} {}"), ("a comment", "{} // x"), ("a name twice", """{"fields":{},"fields":{}}"""), ("NaN", "NaN"), ("single quotes", "{'a':1}"), ("half a surrogate pair as value", """{"type":"\ud800","fields":{"name":"\udc00"},"key":"\ud800"}"""),
            ("half a surrogate pair as name", """{"\ud800":1}"""), ("half a surrogate pair as name twice", """{"\ud800":1,"\ud800":2}"""), ("half a pair deep in names", """{"fields":{"\udfff":"x"},"payload":{"\udfff":1}}"""), ("NUL", """{"type":"\u0000","fields":{"name":"\u0000","email":"\u0000@a.example"},"key":"\u0000","payload":{"filter":{"search":"\u0000"}},"timeZone":"\u0000"}"""),
            ("numbers for texts", """{"type":1,"fields":{"name":1},"key":1,"payload":7,"timeZone":9}"""), ("deep", string.Concat(Enumerable.Repeat("[", 5_000))), ("prototype", """{"__proto__":{"role":"owner"},"constructor":{}}"""),
            ("odd numbers", """{"type":"enrich_accounts","payload":{"recordIds":["x"],"refresh":"yes"},"priority":1e400,"scheduledFor":"9999-99-99T00:00:00Z"}"""), ("no filter", """{"type":"enrich_accounts","payload":{"filter":null}}"""),
            ("a time that ends the calendar", """{"type":"export_data","payload":{"kind":"accounts"},"scheduledFor":"9999-12-31T23:59:59.9999999-23:59"}"""), ("no columns", """{"type":"export_data","payload":{"kind":"accounts","columns":[null]}}"""),
            ("a zone that is a path", """{"revealPersonalEmails":true,"freshness":{"matchDays":9,"noMatchDays":9},"timeZone":"../../../etc/passwd"}"""), ("a zone that is a folder", """{"revealPersonalEmails":true,"freshness":{"matchDays":9,"noMatchDays":9},"timeZone":"Europe"}"""),
            ("days that are too many", """{"revealPersonalEmails":true,"freshness":{"matchDays":99999999999999999999,"noMatchDays":9},"timeZone":"UTC"}"""), ("a long zone", $$$"""{"revealPersonalEmails":true,"freshness":{"matchDays":9,"noMatchDays":9},"timeZone":"{{{new string('a', 5000)}}}"}"""),
        }.Select(b => (b.Item1, Encoding.UTF8.GetBytes(b.Item2))),
        ("broken UTF-8 as value", [.. "{\"type\":\""u8, 0xFF, 0xC0, .. "\",\"fields\":{\"name\":\""u8, 0xFE, .. "\"}}"u8]), ("broken UTF-8 as name", [.. "{\""u8, 0xFF, .. "\":1}"u8]), ("UTF-16", Encoding.Unicode.GetBytes("{\"type\":\"x\"}")),
    ];

    [Test]
    public async Task No_json_body_is_a_500([ValueSource(nameof(Writes))] string route)
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
        foreach (var (name, bytes) in Bodies)
        {
            var answer = await SendAsync(method, path, new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } }, ("If-Match", "*"));
            Assert.That(answer.Status, Is.InRange(200, 499), $"{route}, {name}: {answer.Text}");
            if (answer.Status >= 400) Assert.That(answer.Code, Is.Not.Null, $"{route}, {name}: {answer.Text}");
            Assert.That(answer.Text, Does.Not.Contain("Exception").And.Not.Contain("   at "), $"{route}, {name}");
        }
    }

    [Test]
    public async Task A_changed_record_takes_no_body_that_breaks_it()
    {
        var path = await Walk.KnownAsync("/api/v1/accounts/{id}");
        foreach (var (name, bytes) in Bodies)
        {
            var answer = await SendAsync("PATCH", path, new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } });
            Assert.That((answer.Status, answer.Code is not null), Is.EqualTo((422, true)), $"{name}: {answer.Text}");
        }
    }

    [Test]
    public async Task What_a_problem_repeats_of_a_body_is_short()
    {
        var name = new string('n', 1_500_000);
        foreach (var route in Writes.Where(r => !r.EndsWith("sandbox", StringComparison.Ordinal)))
        {
            var answer = await SendAsync(route.Split(' ')[0], route.Split(' ')[1], Json($$"""{"{{name}}":1,"fields":{"{{name}}":"x"} }"""), ("If-Match", "*"));
            Assert.That((answer.Status, answer.Code), Is.EqualTo((422, "invalid_request")));
            Assert.That(answer.Text.Length, Is.LessThan(2_000), route);
        }
    }

    [Test]
    public async Task Every_wrong_method_and_every_wrong_type_of_body_is_a_problem_with_a_code()
    {
        foreach (var path in Walk.Routes.GroupBy(r => r.Path))
        {
            var known = await Walk.KnownAsync(path.Key);
            foreach (var method in new[] { "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND" }.Except(path.Select(r => r.Method.ToUpperInvariant())))
            {
                var answer = await SendAsync(method, known, null);
                Assert.That((answer.Status, answer.Code), Is.EqualTo((405, "method_not_allowed")), $"{method} {path.Key}: {answer.Text}");
            }

            foreach (var route in path.Where(r => r.Example is not null))
            {
                var answer = await SendAsync(route.Method.ToUpperInvariant(), known, new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded"), ("If-Match", "*"));
                Assert.That((answer.Status, answer.Code), Is.EqualTo((415, "unsupported_media_type")), $"{route}: {answer.Text}");
                Assert.That((route.Describes(415, answer.Type), route.Describes(413, answer.Type)), Is.EqualTo((true, true)), $"{route} does not describe them");
            }
        }
    }

    [Test]
    public async Task A_head_and_a_preflight_are_answered_without_a_body_or_a_permission()
    {
        var head = await SendAsync("HEAD", "/api/v1/jobs", null);
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/jobs");
        request.Headers.Add("Origin", "https://evil.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using var preflight = await Api.Client.SendAsync(request);

        Assert.That((head.Status, head.Text), Is.EqualTo((405, "")));
        Assert.That((int)preflight.StatusCode, Is.AnyOf(401, 405));
        Assert.That(preflight.Headers.Contains("Access-Control-Allow-Origin"), Is.False);
    }

    [TestCase("/api/v1/jobs?limit=99999999999999999999")]
    [TestCase("/api/v1/jobs?limit=-1")]
    [TestCase("/api/v1/jobs?limit=1&limit=2")]
    [TestCase("/api/v1/jobs?limit=%00")]
    [TestCase("/api/v1/jobs?limit=1%0d%0aX-Evil:%201")]
    [TestCase("/api/v1/jobs?cursor=")]
    [TestCase("/api/v1/jobs?cursor=%27%3B%20DROP%20TABLE%20jobs%3B--")]
    [TestCase("/api/v1/jobs?cursor=%ED%A0%80")]
    [TestCase("/api/v1/jobs?%00=1")]
    [TestCase("/api/v1/accounts?cursor=AAAA")]
    [TestCase("/api/v1/accounts?cursor=%00")]
    [TestCase("/api/v1/accounts?cursor=////")]
    [TestCase("/api/v1/accounts?sort=name&cursor=AgEAAAAAAAAAAAAAAAAAAAAAAAD_")]
    [TestCase("/api/v1/accounts?sort=name&cursor=AgEAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("/api/v1/accounts?search=%00")]
    [TestCase("/api/v1/accounts?search=%25_%5C%27")]
    [TestCase("/api/v1/accounts?search=%F4%8F%BF%BF")]
    [TestCase("/api/v1/accounts?search=%ED%A0%80")]
    [TestCase("/api/v1/accounts?status=enriched&status=enriched")]
    [TestCase("/api/v1/workspace/usage?days=1e3")]
    [TestCase("/api/v1/workspace/usage?days=%D9%A3")]
    [TestCase("/api/v1/jobs/{id}/items?cursor=99999999999999999999999")]
    [TestCase("/api/v1/jobs/{id}/items?cursor=9223372036854775807")]
    [TestCase("/api/v1/jobs/{id}/logs?cursor=9223372036854775807")]
    [TestCase("/api/v1/jobs/{id}/logs?cursor=-1")]
    [TestCase("/api/v1/jobs/{id}/chunks?cursor=00000000-0000-0000-0000-000000000000")]
    [TestCase("/api/v1/imports/{id}/errors?cursor=9223372036854775807")]
    [TestCase("/api/v1/jobs/..%2f..%2fworkspace")]
    [TestCase("/api/v1/jobs/%2e%2e/workspace")]
    [TestCase("/api/v1/exports/..%5c..%5cetc%5cpasswd/file")]
    [TestCase("/api/v1/workspace/keys/..%2f..%2fsettings")]
    [TestCase("/api/v1//jobs")]
    [TestCase("/api/v1/jobs/00000000000000000000000000000000")]
    [TestCase("/api/v1/jobs/{0x00000000,0x0000,0x0000,{0x00,0x00,0x00,0x00,0x00,0x00,0x00,0x00}}")]
    public async Task No_address_is_a_500(string path)
    {
        var answer = await SendAsync("GET", path.Contains("{id}", StringComparison.Ordinal) ? await Walk.KnownAsync(path) : path, null);

        Assert.That(answer.Status, Is.InRange(200, 499), answer.Text);
        if (answer.Status >= 400) Assert.That(answer.Code, Is.Not.Null, answer.Text);
    }

    [TestCase("Idempotency-Key", "a b")]
    [TestCase("Idempotency-Key", "ünï")]
    [TestCase("If-Match", "\"99999999999999999999\"")]
    [TestCase("If-Match", "W/\"1\", \"2\"")]
    [TestCase("Last-Event-ID", "-1")]
    [TestCase("Last-Event-ID", "99999999999999999999")]
    [TestCase("Accept", "text/csv;q=x, */*;q=\"")]
    [TestCase("Authorization", "Bearer")]
    [TestCase("Authorization", "Basic b3duZXI6b3duZXI=")]
    [TestCase("Authorization", "Bearer ao_\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4")]
    public async Task No_header_is_a_500(string name, string value)
    {
        foreach (var (method, path, body) in new[] { ("POST", "/api/v1/accounts", """{"fields":{"domain":"header.example"}}"""), ("PUT", "/api/v1/workspace/settings", "{}"), ("GET", await Walk.KnownAsync("/api/v1/jobs/{id}/events"), null), ("GET", await Walk.KnownAsync("/api/v1/imports/{id}/errors"), null) })
        {
            var status = await RawAsync($"{method} {path} HTTP/1.1\r\n{name}: {value}\r\nContent-Type: application/json\r\n{(name == "Authorization" ? "" : $"Authorization: Bearer {Owner}\r\n")}", body ?? "");
            Assert.That(status, Does.Match("^HTTP/1.1 [234]"), $"{method} {path}");
        }
    }

    [Test]
    public async Task A_value_that_is_refused_is_not_repeated_within_a_character()
    {
        var answer = await SendAsync("POST", "/api/v1/accounts", Json($$"""{"fields":{"domain":"{{new string('a', 79)}} 😀😀"} }"""));

        Assert.That(answer.Json.GetProperty("data")[0].GetProperty("errors")[0].GetProperty("message").GetString(), Does.Not.Contain("\uFFFD"), answer.Text);
    }

    [Test]
    public async Task A_time_that_never_ends_keeps_nobody_busy()
    {
        var answer = await SendAsync("POST", "/api/v1/jobs", Json($$"""{"type":"export_data","payload":{"kind":"accounts"},"scheduledFor":"{{new string('T', 2_000_000)}}"}"""));

        Assert.That((answer.Status, answer.Json.GetProperty("errors")[0].GetProperty("field").GetString()), Is.EqualTo((422, "scheduledFor")));
    }

    [Test]
    public async Task Every_free_field_takes_the_longest_value_even_when_it_cannot_be_compressed([Values("accounts", "contacts")] string kind)
    {
        var (path, random) = (await Walk.KnownAsync($"/api/v1/{kind}/{{id}}"), new Random(7));
        var fields = RecordFields.Of(kind == "accounts" ? RecordKind.Account : RecordKind.Contact).Except(["domain", "email", "linkedin_url", "first_name", "last_name"])
            .ToDictionary(field => field, _ => new string([.. Enumerable.Range(0, 10_900).Select(_ => (char)random.Next(0x4E00, 0x9FA0))]));

        var answer = await SendAsync("PATCH", path, Json(JsonSerializer.Serialize(new { fields })));

        Assert.That(answer.Status, Is.EqualTo(200), answer.Text[..Math.Min(answer.Text.Length, 500)]);
    }

    [Test]
    public async Task A_body_that_does_not_say_how_long_it_is_is_cut_at_4_MB()
    {
        using var request = With("POST", "/api/v1/accounts");
        request.Content = new StringContent("[" + new string(' ', 5 << 20) + "]", Encoding.UTF8, "application/json");
        request.Headers.TransferEncodingChunked = true;

        using var response = await Api.Client.SendAsync(request);

        Assert.That((int)response.StatusCode, Is.EqualTo(413));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("too_large"));
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private HttpRequestMessage With(string method, string path) => new(new HttpMethod(method), path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Owner) } };

    private async Task<ApiAnswer> SendAsync(string method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = With(method, path);
        request.Content = content;
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var (text, type) = (await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType ?? "");
        return new((int)response.StatusCode, type, text.Length > 0 && type.EndsWith("json", StringComparison.Ordinal) ? JsonDocument.Parse(text).RootElement : default, text);
    }

    /// <summary>Sends what no client library would; the first line of the answer.</summary>
    private async Task<string?> RawAsync(string head, string body)
    {
        var address = Api.Client.BaseAddress!;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes($"{head}Host: {address.Authority}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }
}
