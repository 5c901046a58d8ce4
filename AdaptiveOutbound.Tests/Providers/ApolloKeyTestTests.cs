using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Jobs.Providers;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Providers;

[TestFixture]
internal sealed class ApolloKeyTestTests
{
    private const string Healthy = """{"healthy":true,"is_logged_in":true}""";
    private const string Inaccessible = """{"error":"This API key is not authorized","error_code":"API_INACCESSIBLE"}""";

    [Test]
    public async Task Accepts_a_key_and_tells_what_it_may_and_has_left()
    {
        var (test, asked) = await RunAsync(path => path switch
        {
            "auth/health" => Reply.Json(Healthy),
            "users/api_profile" => Reply.Json("""{"id":"u","num_credits_remaining":"1315.5"}"""),
            _ => Reply.Json("""{"[\"api/v1/organizations\", \"enrich\"]":{"minute":{"limit":1000}},"[\"api/v1/people\", \"bulk_match\"]":{}}"""),
        });

        Assert.That(test.Verdict, Is.EqualTo(KeyVerdict.Accepted));
        Assert.That(test.MayCall, Is.SupersetOf(new[] { "organizations/enrich", "people/bulk_match" }).And.No.Member("people/match"));
        Assert.That(test.CreditsLeft, Is.EqualTo(1315.5m));
        Assert.That(asked, Is.EqualTo(new[] { "auth/health", "usage_stats/api_usage_stats", "users/api_profile" }));
    }

    [TestCase(403)]
    [TestCase(404)]
    public async Task Accepts_a_key_that_may_do_nothing_but_enrich(int status)
    {
        var (test, _) = await RunAsync(path => path == "auth/health" ? Reply.Json(Healthy) : new Reply(status, Inaccessible));

        Assert.That(test.Verdict, Is.EqualTo(KeyVerdict.Accepted));
        Assert.That(test.MayNotCall, Is.EqualTo(new[] { "usage_stats/api_usage_stats", "users/api_profile" }));
        Assert.That(test.CreditsLeft, Is.Null);
    }

    [TestCase(200, """{"healthy":true,"is_logged_in":false}""", KeyVerdict.Rejected)]
    [TestCase(401, "Invalid access credentials.", KeyVerdict.Rejected)]
    [TestCase(200, """{"healthy":true}""", KeyVerdict.Unreachable)]
    [TestCase(200, "<html>", KeyVerdict.Unreachable)]
    [TestCase(502, "<html>", KeyVerdict.Unreachable)]
    [TestCase(429, "{}", KeyVerdict.Unreachable)]
    public async Task Judges_a_key_by_its_health_alone(int status, string body, KeyVerdict verdict)
    {
        var (test, asked) = await RunAsync(_ => new Reply(status, body));

        Assert.That(test.Verdict, Is.EqualTo(verdict));
        Assert.That(asked, Is.EqualTo(new[] { "auth/health" }));
    }

    private static async Task<(KeyTest Test, List<string> Asked)> RunAsync(Func<string, Reply> reply)
    {
        await using var running = await HttpDouble.StartAsync();
        running.Reply = seen => reply(seen.Path);
        using var apollo = new ApolloProvider("apollo", running.BaseUrl, new ApolloOptions(), new FakeTimeProvider());
        using var key = new ApiKey(Ask.Key);
        var test = await apollo.TestKeyAsync(key, CancellationToken.None);
        return (test, [.. running.Requests.Select(r => r.Path)]);
    }
}
