using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Tests.Commands;
using AdaptiveOutbound.Tests.Support;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Monitoring;

/// <summary>A server of Staging that enriches records over a provider with a key, as monitors, a collector and its log show it.</summary>
internal sealed partial class SeenFromOutsideTests : CommandFixture
{
    private const string Key = "live-canary/5e1f+marked=key-Zq7";
    private const string Domain = "watched-company.example";
    private const string Sought = "sought-word-of-a-person";
    private const string MetricsToken = "metrics-token-of-a-test";
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    private readonly string _token = TokenText.Make();
    private OtlpCollector _collector = null!;
    private SandboxServer _apollo = null!;
    private WatchedServer _server = null!;
    private Guid _workspace;
    private string _job = "";

    [OneTimeSetUp]
    public async Task ServeAsync()
    {
        SetUpProgram();
        _collector = await OtlpCollector.StartAsync();
        _apollo = await SandboxServer.StartAsync(new SandboxOptions { Key = "live" }, TimeProvider.System, CancellationToken.None);
        await PrepareAsync();
        foreach (var (name, value) in new[]
        {
            ("ASPNETCORE_ENVIRONMENT", "Staging"), ("Host__MetricsToken", MetricsToken), ("Providers__Apollo__BaseUrl", _apollo.BaseUrl.ToString()),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", _collector.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "100"), ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
        })
            Program.Environment[name] = value;
        _server = await WatchedServer.StartAsync(Program, "--urls", "http://127.0.0.1:0");
        await SendAsync(HttpMethod.Put, "/api/v1/workspace/keys/apollo", new { key = Key });
        await SendAsync(HttpMethod.Post, "/api/v1/accounts", new[] { Domain, "second-" + Domain }.Select(domain => new { fields = new { domain } }));
        await SendAsync(HttpMethod.Get, $"/api/v1/accounts?search={Sought}");
        _job = await EnrichAsync(refresh: false, traced: true);
        await RunSqlAsync("UPDATE outbound.maintenance SET last_run_at = now() - interval '1 h' WHERE name = 'cleanup_data'; INSERT INTO outbound.deployment_events (kind, name) VALUES ('backup', 'test')");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        await _apollo.DisposeAsync();
        await _collector.DisposeAsync();
    }

    [Test]
    public async Task A_trace_goes_from_the_request_through_chunk_and_batch_to_the_provider_and_the_database()
    {
        await Eventually.TrueAsync(() => Task.FromResult(Spans().Any(s => s.Name.StartsWith("chunk ", StringComparison.Ordinal))), "the chunk is sent");
        var (request, chunk) = (Spans().Single(s => s.Name == "POST /api/v1/jobs"), Spans().Single(s => s.Name == "chunk enrich_accounts"));
        var batch = Spans().First(s => s.ParentId == chunk.Id && s.Name == "batch");
        var call = Spans().Single(s => s.Name == "apollo organizations/bulk_enrich");

        Assert.That((request.ParentId, chunk.ParentId, call.ParentId), Is.EqualTo(("00f067aa0ba902b7", request.Id, batch.Id)));
        Assert.That(call.Tags["outbound.result"], Is.EqualTo("answered"));
        Assert.That((request.Tags["outbound.workspace.id"], chunk.Tags["outbound.workspace.id"]), Is.EqualTo(($"{_workspace}", $"{_workspace}")));
        Assert.That(Spans().Where(s => s.ParentId == batch.Id && s.Tags.ContainsKey("db.query.text")), Is.Not.Empty, "the statements of the batch");
        Assert.That(Spans().Where(s => s.ParentId == request.Id && s.Tags.ContainsKey("db.query.text")), Is.Not.Empty, "those of the request");
    }

    [Test]
    public async Task A_statement_of_a_loop_begins_no_trace_and_a_look_of_a_monitor_is_none()
    {
        await _server.Client.GetStringAsync("/health/ready");
        await _server.Client.GetStringAsync("/health/live");
        await SendAsync(HttpMethod.Get, "/api/v1/jobs/stats");
        await Eventually.TrueAsync(() => Task.FromResult(_collector.Spans.Any(s => s.Name == "GET /api/v1/jobs/stats")), "what came after them is sent");

        var roots = _collector.Spans.Where(s => s.ParentId.Length == 0).Select(s => s.Name);

        Assert.That(roots, Is.All.Matches<string>(name => name!.StartsWith("chunk ", StringComparison.Ordinal) || name.Contains("/api/v1/", StringComparison.Ordinal)));
    }

    [Test]
    public async Task Neither_key_nor_token_nor_record_nor_what_was_sought_is_in_a_span_a_metric_or_a_line_of_the_log()
    {
        var all = _collector.Text + string.Join('\n', _server.Lines) + await ScrapeAsync();

        Assert.That(_apollo.Calls.Calls, Is.Not.Empty, "the provider was asked");
        foreach (var secret in new[] { Key, Key[..14], Uri.EscapeDataString(Key), Convert.ToBase64String(Encoding.ASCII.GetBytes(Key)), _token, MetricsToken, Domain, Sought })
            Assert.That(all.Contains(secret, StringComparison.OrdinalIgnoreCase), Is.False, secret);
    }

    [Test]
    public async Task Metrics_go_to_the_collector_too() =>
        await Eventually.TrueAsync(() => Task.FromResult(_collector.HasMetric("outbound.items") && _collector.HasMetric("outbound.oldest.wait")), "metrics are sent");

    [Test]
    public async Task The_figures_of_the_work_are_in_a_scrape()
    {
        var scrape = await ScrapeAsync();

        Assert.That(scrape, Does.Match("""outbound_items_total\{outcome="(enriched|no_match)",provider="apollo",type="enrich_accounts"\} [1-9]"""));
        Assert.That(scrape, Does.Match("""outbound_provider_call_duration_seconds_count\{endpoint="organizations/bulk_enrich",provider="apollo",result="answered"\} [1-9]"""));
        Assert.That(scrape, Does.Contain("""outbound_oldest_wait_seconds{queue="a-interactive"} 0""").And.Contain("outbound_workers 1\n").And.Contain("outbound_database_up 1\n"));
    }

    [Test]
    public async Task A_scrape_says_that_work_rests_until_somebody_lets_it_go_on()
    {
        Assert.That(await ScrapeAsync(), Does.Contain("outbound_work_rests 0\n"));
        await RunSqlAsync("INSERT INTO outbound.deployment_events (kind, name) VALUES ('restore', 'test')");
        await Eventually.TrueAsync(async () => (await ScrapeAsync()).Contains("outbound_work_rests 1\n", StringComparison.Ordinal), "the hold is told");

        await RunSqlAsync("INSERT INTO outbound.deployment_events (kind, name) VALUES ('resumed', 'test')");

        await Eventually.TrueAsync(async () => (await ScrapeAsync()).Contains("outbound_work_rests 0\n", StringComparison.Ordinal), "and its end");
    }

    [Test]
    public async Task Alive_and_ready() => Assert.That(
        (await _server.Client.GetStringAsync("/health/live"), await _server.Client.GetStringAsync("/health/ready")), Is.EqualTo(("live\n", "ready\n")));

    private IEnumerable<SentSpan> Spans() => _collector.Spans.Where(s => s.TraceId == TraceId);

    private async Task PrepareAsync()
    {
        _workspace = await WorkspaceAsync("demo");
        await RunSqlAsync($"""
            UPDATE outbound.deployment SET environment = 'Staging';
            INSERT INTO outbound.api_tokens (id, workspace_id, name, role, hash, created_at, created_by)
            VALUES ('{Guid.CreateVersion7()}', '{_workspace}', 'test', 'owner', '\x{Convert.ToHexString(TokenText.HashOf(_token)!)}', now(), 'test')
            """);
    }

    /// <summary>Enriches all accounts; returns when the job has ended.</summary>
    private async Task<string> EnrichAsync(bool refresh, bool traced)
    {
        var made = await SendAsync(HttpMethod.Post, "/api/v1/jobs", new { type = "enrich_accounts", payload = new { filter = new { }, provider = "apollo", refresh } }, traced);
        var id = made.GetProperty("id").GetString()!;
        await Eventually.TrueAsync(async () => (await SendAsync(HttpMethod.Get, $"/api/v1/jobs/{id}")).GetProperty("status").GetString() == "completed", "the job has ended");
        return id;
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null, bool traced = false)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", _token) } };
        if (body is not null) request.Content = JsonContent.Create(body);
        if (traced) request.Headers.Add("traceparent", $"00-{TraceId}-00f067aa0ba902b7-01");
        using var answer = await _server.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, Is.True, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length > 0 ? JsonDocument.Parse(text).RootElement : default;
    }

    private async Task<string> ScrapeAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", MetricsToken) } };
        using var answer = await _server.Client.SendAsync(request);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }
}
