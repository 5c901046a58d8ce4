using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>
/// Every route that the description names answers as it says. A new route is walked by itself; where the walk does not know enough, it
/// fails and says what to add.
/// </summary>
internal sealed partial class ApiReferenceTests : ApiFixture
{
    [Test]
    public void The_description_says_version_token_and_the_shape_of_problems()
    {
        Assert.That(Walk.Document.GetProperty("openapi").GetString(), Does.StartWith("3.1"));
        Assert.That(Walk.Document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer").GetProperty("scheme").GetString(), Is.EqualTo("bearer"));
        Assert.That(Walk.Document.GetProperty("components").GetProperty("schemas").GetProperty("Problem").GetProperty("required").ToString(), Does.Contain("code"));
    }

    [Test]
    public void Every_route_has_name_summary_tag_and_an_example_for_each_body()
    {
        var lacking =
            from route in Walk.Routes
            from lack in Lacks(route)
            select $"{route} lacks {lack}: add it with Says(name, tag, summary), Produces<T>() or Accepts<T>() where it is mapped";

        Assert.That(lacking, Is.Empty);
    }

    [Test]
    public async Task Every_route_refuses_a_request_without_a_token()
    {
        foreach (var route in Walk.Routes)
            await CheckAsync(route, await Walk.SendAsync(route, null, ApiWalk.Unknown(route.Path), null), 401);
    }

    [Test]
    public async Task Every_route_that_reads_answers_as_described()
    {
        foreach (var route in Walk.Routes.Where(r => r.Method == "get"))
        {
            using var response = await Walk.SendAsync(route, Owner, await Walk.KnownAsync(route.Path), null);
            await CheckAsync(route, response, 200);
        }
    }

    [Test]
    public async Task Every_route_that_reads_names_the_parameters_that_it_describes()
    {
        foreach (var route in Walk.Routes.Where(r => r.Method == "get" && r.Describes(200, "application/json")))
        {
            using var response = await Walk.SendAsync(route, Owner, await Walk.KnownAsync(route.Path) + "?zzz=1", null);
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
        foreach (var route in Walk.Routes.Where(r => r.HasId))
        {
            using var response = await Walk.SendAsync(route, Owner, ApiWalk.Unknown(route.Path), route.Example);
            await CheckAsync(route, response, 404);
        }
    }

    [Test]
    public async Task Every_route_that_writes_answers_its_own_example_as_described()
    {
        foreach (var route in Walk.Routes.Where(r => r.Method is "post" or "put" or "patch" && !r.Path.Contains('{', StringComparison.Ordinal)))
        {
            using var response = await Walk.SendAsync(route, Owner, route.Path, route.Example);
            await CheckAsync(route, response, null);
        }
    }

    /// <summary>But for that of a key: there is none that a provider would take.</summary>
    [Test]
    public async Task Every_example_of_a_body_is_taken_as_it_stands()
    {
        var examples = Walk.Routes.Where(r => r.Example is not null && !r.Path.Contains("/keys/", StringComparison.Ordinal)).ToList();
        foreach (var route in examples)
        {
            using var response = await Walk.SendAsync(route, Owner, await Walk.KnownAsync(route.Path), route.Example, ifMatch: "*");
            Assert.That((int)response.StatusCode, Is.InRange(200, 299), $"{route} {route.Example}: {await response.Content.ReadAsStringAsync()}");
        }

        Assert.That(examples, Has.Count.GreaterThan(5));
    }

    [Test]
    public async Task A_wrong_method_is_405_with_those_that_are_right_and_a_wrong_path_404()
    {
        using var wrong = await Api.Client.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/api/v1/jobs") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Owner) } });

        Assert.That(((int)wrong.StatusCode, wrong.Content.Headers.ContentType!.MediaType), Is.EqualTo((405, "application/problem+json")));
        Assert.That(wrong.Content.Headers.Allow, Does.Contain("GET"));
        Assert.That((await Api.SendAsync(Owner, HttpMethod.Put, "/api/v1/nothing")).Code, Is.EqualTo("not_found"));
        Assert.That((await Api.SendAsync(null, HttpMethod.Put, "/api/v1/jobs")).Status, Is.EqualTo(401), "nothing is told without a token");
    }

    [Test]
    public async Task The_page_of_the_reference_asks_nobody_else()
    {
        using var page = await Api.Client.GetAsync("/docs");
        var text = await page.Content.ReadAsStringAsync();
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();

        Assert.That((int)page.StatusCode, Is.EqualTo(200));
        Assert.That(policy, Does.StartWith("default-src 'none'").And.Not.Contain("http"));
        Assert.That(text, Does.Contain($"nonce=\"{Nonce().Match(policy).Groups[1].Value}\"").And.Not.Contain("fonts.scalar.com").And.Not.Contain("cdn."));
    }

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
        Assert.That(new SchemaCheck(Walk.Document).Differences(schema, JsonDocument.Parse(body).RootElement, status >= 400 ? "$problem" : "$"), Is.Empty, $"{route} {status}: {body}");
    }

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();
}
