using System.Net.Http.Headers;
using AdaptiveOutbound.Tests.Commands;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Monitoring;

/// <summary>A process that only works, where an address is named at which it is watched.</summary>
internal sealed class WorkerServerTests : CommandFixture
{
    private const string Token = "metrics-token-of-a-worker";
    private WatchedServer _worker = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        SetUpProgram();
        Program.Environment["Host__WorkerUrls"] = "http://127.0.0.1:0";
        Program.Environment["Host__MetricsToken"] = Token;
        _worker = await WatchedServer.StartAsync(Program, "--roles", "worker");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _worker.DisposeAsync();

    [Test]
    public async Task It_is_alive_and_ready() => Assert.That(
        (await _worker.Client.GetStringAsync("/health/live"), await _worker.Client.GetStringAsync("/health/ready")), Is.EqualTo(("live\n", "ready\n")));

    [Test]
    public async Task Its_metrics_are_for_the_bearer_of_the_token()
    {
        using var stranger = await _worker.Client.GetAsync("/metrics");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Token) } };
        using var right = await _worker.Client.SendAsync(request);

        Assert.That(((int)stranger.StatusCode, (int)right.StatusCode), Is.EqualTo((401, 200)));
        Assert.That(await right.Content.ReadAsStringAsync(), Does.Contain("outbound_workers 1\n").And.Contain("outbound_loop_age_seconds{loop=\"dispatcher\"}"));
    }

    [TestCase("outbound_items_total{outcome=\"dead_letter\",provider=\"apollo\",type=\"enrich_contacts\"} 0")]
    [TestCase("outbound_items_total{outcome=\"failed\",provider=\"\",type=\"import_csv\"} 0")]
    [TestCase("outbound_items_retried_total{provider=\"sandbox\",type=\"enrich_accounts\"} 0")]
    [TestCase("outbound_credits_unknown_total{provider=\"apollo\"} 0")]
    public async Task What_has_not_happened_yet_is_counted_to_nought(string line)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Token) } };
        using var answer = await _worker.Client.SendAsync(request);

        Assert.That((await answer.Content.ReadAsStringAsync()).Split('\n'), Does.Contain(line));
    }

    [TestCase("/")]
    [TestCase("/sign-in")]
    [TestCase("/api/v1/jobs")]
    public async Task It_has_no_pages_and_no_API(string path)
    {
        using var answer = await _worker.Client.GetAsync(path);

        Assert.That((int)answer.StatusCode, Is.EqualTo(404));
    }
}
