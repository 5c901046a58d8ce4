using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Jobs.Providers;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Providers;

[TestFixture]
internal sealed class ApolloErrorTests
{
    private const string Json = "application/json";
    private const string Plain = "text/plain";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private HttpDouble _double = null!;
    private ApolloProvider _apollo = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _double = await HttpDouble.StartAsync();
        _apollo = new ApolloProvider("apollo", _double.BaseUrl, new ApolloOptions(), _clock);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _apollo.Dispose();
        await _double.DisposeAsync();
    }

    [TestCase(400, Json, """{"status":"failed","error_code":"INVALID_REQUEST","error_message":"m"}""", "invalid_request")]
    [TestCase(400, Plain, """{"status":"failed","error_code":"RECORD_LIMIT_EXCEEDED","error_message":"m"}""", "invalid_request")]
    [TestCase(401, Plain, "Invalid access credentials.", "key_rejected")]
    [TestCase(402, Json, "{}", "out_of_credits")]
    [TestCase(403, Json, """{"error":"This API key is not authorized to access api/v1/people/match","error_code":"API_INACCESSIBLE"}""", "not_entitled")]
    [TestCase(403, "text/html", "<html>blocked</html>", "server_error")]
    [TestCase(404, Json, "{}", "invalid_request")]
    [TestCase(408, Json, "{}", "unknown")]
    [TestCase(422, Json, """{"error":"Required parameter 'domain' missing"}""", "invalid_request")]
    [TestCase(422, Json, """{"status":"failed","error_code":"UNKNOWN_ERROR","error_message":"undefined method"}""", "invalid_request")]
    [TestCase(422, Json, ApolloFixtures.CreditsExhausted, "out_of_credits")]
    [TestCase(422, Plain, ApolloFixtures.CreditsExhausted, "out_of_credits")]
    [TestCase(422, Plain, "You have insufficient credits!", "out_of_credits")]
    [TestCase(429, Json, """{"message":"The maximum number of api calls allowed for api/v1/x is 600 times per hour."}""", "rate_limited")]
    [TestCase(429, Plain, "slow down", "rate_limited")]
    [TestCase(500, Json, """{"error":"boom"}""", "server_error")]
    [TestCase(504, "text/html", "<html>", "unknown")]
    [TestCase(200, Json, """{"status":"failed","error_code":"UNKNOWN_ERROR"}""", "invalid_request")]
    public async Task Classifies_by_status_and_code_and_text(int status, string type, string body, string code)
    {
        _double.Reply = _ => new Reply(status, body, type);

        var result = await Ask.OneAsync(_apollo, Ask.Company("a.example"));

        Assert.That(result.Failure!.Code, Is.EqualTo(code));
        Assert.That(result.Failure.Message, Is.Not.Empty.And.Not.Contains("<"));
    }

    [Test]
    public async Task Says_when_credits_come_back()
    {
        _double.Reply = _ => new Reply(422, ApolloFixtures.CreditsExhausted);

        var failure = (ProviderFailure.OutOfCredits)(await Ask.OneAsync(_apollo, Ask.Company("a.example"))).Failure!;

        Assert.That(failure.ResetsAt, Is.EqualTo(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.That(failure.Message, Does.Contain("insufficient credits").And.Not.Contains("href"));
    }

    [TestCase("30", 30)]
    [TestCase("Mon, 23 Nov 2026 12:01:30 GMT", 90)]
    [TestCase("Mon, 23 Nov 2020 12:01:30 GMT", 0)]
    [TestCase("999999999", 86_400)]
    [TestCase("-5", 0)]
    [TestCase("soon", null)]
    [TestCase(null, null)]
    public async Task Reads_the_wait_in_seconds_and_as_a_date(string? header, int? seconds)
    {
        _double.Reply = _ => new Reply(429, "{}", Json, header is null ? [] : [("retry-after", header)]);

        var failure = (ProviderFailure.RateLimited)(await Ask.OneAsync(_apollo, Ask.Company("a.example"))).Failure!;

        Assert.That(failure.RetryAfter?.TotalSeconds, Is.EqualTo(seconds));
    }

    [Test]
    public async Task Reads_the_limit_and_takes_an_empty_window_for_unlimited()
    {
        _double.Reply = _ => new Reply(
            200, "{}", Json, ("x-rate-limit-minute", "1,000"), ("x-minute-usage", "7"), ("x-minute-requests-left", "993"),
            ("x-rate-limit-hourly", ""), ("x-rate-limit-daily", "600"), ("x-daily-usage", "-1"));

        var limits = (await Ask.OneAsync(_apollo, Ask.Company("a.example"))).Limits;

        Assert.That(limits, Is.EqualTo(new LimitReading(new WindowReading(1_000, 7, 993), null, new WindowReading(600, null, null))));
    }

    [Test]
    public async Task Says_nothing_of_a_limit_without_its_headers()
        => Assert.That((await Ask.OneAsync(_apollo, Ask.Company("a.example"))).Limits, Is.Null);

    [Test]
    public async Task Shows_no_address_and_no_endless_text()
    {
        _double.Reply = _ => new Reply(422, $$"""{"error":"no mara@a.example &lt;script&gt; {{new string('x', 5_000)}}"}""");

        var message = (await Ask.OneAsync(_apollo, Ask.Company("a.example"))).Failure!.Message;

        Assert.That(message, Has.Length.LessThanOrEqualTo(300));
        Assert.That(message, Does.Not.Contain("mara@").And.Not.Contains("<").And.Not.Contains("script>"));
    }
}
