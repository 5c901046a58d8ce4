using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using AdaptiveOutbound.Jobs.Monitoring;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Tests.Providers;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Monitoring;

/// <summary>What calls to a provider show of themselves.</summary>
internal sealed class MeasuredProviderTests
{
    private const string Key = "canary-measured-key";

    private readonly ConcurrentQueue<string> _calls = [];
    private readonly ConcurrentQueue<Activity> _spans = [];
    private HttpDouble _api = null!;
    private Telemetry _telemetry = null!;
    private MeasuredProvider _provider = null!;
    private MeterListener _meter = null!;
    private ActivityListener _source = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _api = await HttpDouble.StartAsync();
        _telemetry = new Telemetry();
        _provider = new MeasuredProvider(new ApolloProvider("apollo", _api.BaseUrl, new ApolloOptions { TimeLimit = TimeSpan.FromSeconds(5) }, TimeProvider.System), _telemetry, TimeProvider.System);
        _meter = new MeterListener { InstrumentPublished = (instrument, l) => { if (ReferenceEquals(instrument, _telemetry.Calls)) l.EnableMeasurementEvents(instrument); } };
        _meter.SetMeasurementEventCallback<double>((_, _, tags, _) => _calls.Enqueue(string.Join(' ', tags.ToArray().Select(tag => tag.Value))));
        _meter.Start();
        _source = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => { if (span.OperationName.StartsWith("apollo ", StringComparison.Ordinal)) _spans.Enqueue(span); },
        };
        ActivitySource.AddActivityListener(_source);
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        _source.Dispose();
        _meter.Dispose();
        await _provider.DisposeAsync();
        _telemetry.Dispose();
        await _api.DisposeAsync();
        _calls.Clear();
        _spans.Clear();
    }

    [TestCase(500, "server_error")]
    [TestCase(429, "rate_limited")]
    [TestCase(422, "invalid_request")]
    public async Task A_failure_is_counted_by_its_code_and_its_span_holds_neither_key_nor_question(int status, string code)
    {
        _api.Reply = seen => new Reply(status, $$"""{"error":"{{seen.Key}} asks for too much"}""");

        await AskAsync(CancellationToken.None);

        var span = _spans.Single();
        Assert.That(_calls, Is.EqualTo(new[] { $"apollo organizations/enrich {code}" }));
        Assert.That((span.Status, span.GetTagItem("outbound.result"), span.GetTagItem("outbound.attempt")), Is.EqualTo((ActivityStatusCode.Error, code, 3)));
        Assert.That(string.Join(' ', span.TagObjects) + span.StatusDescription, Does.Not.Contain(Key).And.Not.Contain("asked-about"));
        Assert.That(_api.Requests.Single().Key, Is.EqualTo(Key), "it was sent");
    }

    [Test]
    public async Task A_call_that_its_caller_gave_up_is_cancelled()
    {
        using var giveUp = new CancellationTokenSource();
        _api.ByHand = async (_, _) => await giveUp.CancelAsync();

        await Assert.ThatAsync(() => AskAsync(giveUp.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(_calls, Is.EqualTo(new[] { "apollo organizations/enrich cancelled" }));
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        using var key = new ApiKey(Key);
        await _provider.AskAsync(new ProviderCall([Ask.Company("asked-about.example")], new AskOptions(false), key, Bulk: false) { Attempt = 3 }, cancellationToken);
    }
}
