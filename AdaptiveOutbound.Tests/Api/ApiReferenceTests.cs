using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AdaptiveOutbound.Tests.Commands;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>
/// Every route that the description names answers as it says. A new route is walked by itself; where the walk does not know enough, it
/// fails and says what to add.
/// </summary>
internal sealed partial class ApiReferenceTests : CommandFixture
{
    /// <summary>Ids of what the fixture has made, by the path that needs one. Lists are asked for others.</summary>
    private readonly Dictionary<string, string> _ids = [];

    private ServedProgram _api = null!;
    private string _owner = null!;
    private JsonElement _document;

    [OneTimeSetUp]
    public async Task ServeAsync()
    {
        SetUpProgram();
        var run = await Program.RunAsync("enrich", Companies("reference.csv", 3), "--provider", "sandbox", "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var import = JsonDocument.Parse(run.Out).RootElement.GetProperty("jobId").GetString()!;
        _owner = (await Program.RunAsync("token", "create", "--role", "owner")).Out.Trim();
        _api = await ServedProgram.StartAsync(Program);
        _document = (await _api.GetAsync(null, "/openapi/v1.json")).Json;
        _ids["/api/v1/jobs/{id}"] = _ids["/api/v1/imports/{id}"] = import;
        _ids["/api/v1/exports/{jobId}"] = (await _api.GetAsync(_owner, "/api/v1/jobs?type=export_data")).Json.GetProperty("data")[0].GetProperty("id").GetString()!;
        _ids["/api/v1/workspace/keys/{provider}"] = "sandbox";
        var made = await _api.SendJsonAsync(_owner, HttpMethod.Post, "/api/v1/contacts", """{"fields":{"email":"ida@company-1.example"}}""");
        _ids["/api/v1/contacts/{id}"] = made.Json.GetProperty("data")[0].GetProperty("id").GetString()!;
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _api.DisposeAsync();

    [Test]
    public void The_description_says_version_token_and_the_shape_of_problems()
    {
        Assert.That(_document.GetProperty("openapi").GetString(), Does.StartWith("3.1"));
        Assert.That(_document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer").GetProperty("scheme").GetString(), Is.EqualTo("bearer"));
        Assert.That(_document.GetProperty("components").GetProperty("schemas").GetProperty("Problem").GetProperty("required").ToString(), Does.Contain("code"));
    }

    [Test]
    public void Every_route_has_name_summary_tag_and_an_example_for_each_body()
    {
        var lacking =
            from route in Routes()
            from lack in Lacks(route)
            select $"{route} lacks {lack}: add it with Says(name, tag, summary), Produces<T>() or Accepts<T>() where it is mapped";

        Assert.That(lacking, Is.Empty);
    }

    [Test]
    public async Task Every_route_refuses_a_request_without_a_token()
    {
        foreach (var route in Routes())
            await CheckAsync(route, await SendAsync(route, null, Unknown(route.Path), null), 401);
    }

    [Test]
    public async Task Every_route_that_reads_answers_as_described()
    {
        foreach (var route in Routes().Where(r => r.Method == "get"))
        {
            using var response = await SendAsync(route, _owner, await KnownAsync(route.Path), null);
            await CheckAsync(route, response, 200);
        }
    }

    [Test]
    public async Task Every_route_that_reads_names_the_parameters_that_it_describes()
    {
        foreach (var route in Routes().Where(r => r.Method == "get" && r.Describes(200, "application/json")))
        {
            using var response = await SendAsync(route, _owner, await KnownAsync(route.Path) + "?zzz=1", null);
            await CheckAsync(route, response, null);
            if ((int)response.StatusCode != 422) continue;
            var detail = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString()!;
            var taken = detail.Contains("There are: ", StringComparison.Ordinal) ? detail[(detail.IndexOf("There are: ", StringComparison.Ordinal) + 11)..].TrimEnd('.').Split(", ") : [];

            Assert.That(route.Query, Is.EquivalentTo(taken), $"{route}: describe the parameters of its query with Takes(new QueryParameter(…)) where it is mapped");
        }
    }

    [Test]
    public async Task Every_route_with_an_id_answers_404_for_one_that_is_not_there()
    {
        foreach (var route in Routes().Where(r => r.Path.Contains("id}", StringComparison.OrdinalIgnoreCase)))
        {
            using var response = await SendAsync(route, _owner, Unknown(route.Path), route.Example);
            await CheckAsync(route, response, 404);
        }
    }

    [Test]
    public async Task Every_route_that_writes_answers_its_own_example_as_described()
    {
        foreach (var route in Routes().Where(r => r.Method is "post" or "put" or "patch" && !r.Path.Contains('{', StringComparison.Ordinal)))
        {
            using var response = await SendAsync(route, _owner, route.Path, route.Example);
            await CheckAsync(route, response, null);
        }
    }

    [Test]
    public async Task A_wrong_method_is_405_with_those_that_are_right_and_a_wrong_path_404()
    {
        using var wrong = await _api.Client.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/api/v1/jobs") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", _owner) } });

        Assert.That(((int)wrong.StatusCode, wrong.Content.Headers.ContentType!.MediaType), Is.EqualTo((405, "application/problem+json")));
        Assert.That(wrong.Content.Headers.Allow, Does.Contain("GET"));
        Assert.That((await _api.SendAsync(_owner, HttpMethod.Put, "/api/v1/nothing")).Code, Is.EqualTo("not_found"));
        Assert.That((await _api.SendAsync(null, HttpMethod.Put, "/api/v1/jobs")).Status, Is.EqualTo(401), "nothing is told without a token");
    }

    [Test]
    public async Task The_page_of_the_reference_asks_nobody_else()
    {
        using var page = await _api.Client.GetAsync("/docs");
        var text = await page.Content.ReadAsStringAsync();
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();

        Assert.That((int)page.StatusCode, Is.EqualTo(200));
        Assert.That(policy, Does.StartWith("default-src 'none'").And.Not.Contain("http"));
        Assert.That(text, Does.Contain($"nonce=\"{Nonce().Match(policy).Groups[1].Value}\"").And.Not.Contain("fonts.scalar.com").And.Not.Contain("cdn."));
    }

    private IEnumerable<DescribedRoute> Routes() =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select new DescribedRoute(path.Name, operation.Name, operation.Value);

    private static IEnumerable<string> Lacks(DescribedRoute route)
    {
        foreach (var member in new[] { "operationId", "summary", "tags" })
            if (!route.Operation.TryGetProperty(member, out _)) yield return member;
        if (!route.Responses.Any(r => r.Name[0] == '2')) yield return "an answer that is no problem";
        foreach (var response in route.Responses.Where(r => r.Value.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out var json) && !json.TryGetProperty("example", out _)))
            yield return $"an example of its answer {response.Name}";
    }

    private async Task CheckAsync(DescribedRoute route, HttpResponseMessage response, int? expected)
    {
        var status = (int)response.StatusCode;
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        var body = type == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync();
        if (expected is not null) Assert.That(status, Is.EqualTo(expected), $"{route}: {body}");
        Assert.That(route.Describes(status, type), Is.True, $"{route} answered {status} {type}, which it does not describe: add Produces or ProducesProblem where it is mapped. {body}");
        if (!type.EndsWith("json", StringComparison.Ordinal)) return;
        var schema = route.Schema(status, type);
        Assert.That(new SchemaCheck(_document).Differences(schema, JsonDocument.Parse(body).RootElement, status >= 400 ? "$problem" : "$"), Is.Empty, $"{route} {status}: {body}");
    }

    private Task<HttpResponseMessage> SendAsync(DescribedRoute route, string? token, string path, string? body)
    {
        var request = new HttpRequestMessage(new HttpMethod(route.Method.ToUpperInvariant()), path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return _api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static string Unknown(string path) => Placeholder().Replace(path, m => m.Value == "{provider}" ? "sandbox" : Guid.Empty.ToString());

    private async Task<string> KnownAsync(string path)
    {
        if (Placeholder().Match(path) is not { Success: true } hole) return path;
        var until = path[..(hole.Index + hole.Length)];
        if (!_ids.TryGetValue(until, out var id))
        {
            var list = await _api.GetAsync(_owner, path[..hole.Index].TrimEnd('/'));
            Assert.That(list.Status == 200 && list.Json.TryGetProperty("data", out var data) && data.GetArrayLength() > 0, Is.True, $"The walk knows no id for {until}: make one in ServeAsync and note it in _ids");
            id = _ids[until] = list.Json.GetProperty("data")[0].GetProperty("id").ToString();
        }

        return path.Replace(until, until[..hole.Index] + id, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\{[a-zA-Z]+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();
}

/// <summary>One route of the description.</summary>
internal sealed record DescribedRoute(string Path, string Method, JsonElement Operation)
{
    public IEnumerable<JsonProperty> Responses => Operation.GetProperty("responses").EnumerateObject();

    public IEnumerable<string> Query => Operation.TryGetProperty("parameters", out var parameters)
        ? parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()!) : [];

    /// <summary>The example of the request's JSON; null when it takes none.</summary>
    public string? Example => Operation.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json) && json.TryGetProperty("example", out var example)
        ? example.GetRawText() : null;

    public bool Describes(int status, string type) => Operation.GetProperty("responses").TryGetProperty($"{status}", out var response)
        && (type.Length == 0 ? !response.TryGetProperty("content", out _) : response.TryGetProperty("content", out var content) && content.TryGetProperty(type, out _));

    public JsonElement Schema(int status, string type) => Operation.GetProperty("responses").GetProperty($"{status}").GetProperty("content").GetProperty(type).GetProperty("schema");

    public override string ToString() => $"{Method.ToUpperInvariant()} {Path}";
}
