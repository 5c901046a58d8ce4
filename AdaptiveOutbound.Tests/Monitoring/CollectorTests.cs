using System.Diagnostics;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Monitoring;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;
using OpenTelemetry.Trace;

namespace AdaptiveOutbound.Tests.Monitoring;

/// <summary>What the variables of OpenTelemetry say.</summary>
internal sealed class CollectorTests
{
    [Test]
    public void Nothing_is_sent_without_an_address() => Assert.That(Collector.Of(Settings()), Is.EqualTo(new Collector(false, false)));

    [TestCase("OTEL_EXPORTER_OTLP_ENDPOINT", true, true)]
    [TestCase("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", true, false)]
    [TestCase("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", false, true)]
    public void An_address_takes_what_it_is_for(string name, bool traces, bool metrics) =>
        Assert.That(Collector.Of(Settings((name, "http://localhost:4317"))), Is.EqualTo(new Collector(traces, metrics)));

    [Test]
    public void One_kind_may_be_left_out() =>
        Assert.That(Collector.Of(Settings(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317"), ("OTEL_METRICS_EXPORTER", "none"))), Is.EqualTo(new Collector(true, false)));

    [Test]
    public void All_may_be_left_out() =>
        Assert.That(Collector.Of(Settings(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317"), ("OTEL_SDK_DISABLED", "true"))), Is.EqualTo(new Collector(false, false)));

    [TestCase("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317")]
    [TestCase("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "collector")]
    public void An_address_that_is_none_is_refused_by_name(string name, string value) => Assert.That(() => Collector.Of(Settings((name, value))),
        Throws.TypeOf<HostRefusedException>().With.Message.Contains(name));

    [TestCase("OTEL_TRACES_SAMPLER", "sometimes")]
    [TestCase("OTEL_TRACES_SAMPLER_ARG", "2")]
    public void So_is_a_sampler(string name, string value) => Assert.That(() => RootSampler.Of(Settings([("OTEL_TRACES_SAMPLER", name == "OTEL_TRACES_SAMPLER" ? value : "parentbased_traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", value)])),
        Throws.TypeOf<HostRefusedException>().With.Message.Contains(name));

    [TestCase(ActivityKind.Client, false, SamplingDecision.Drop)]
    [TestCase(ActivityKind.Client, true, SamplingDecision.RecordAndSample)]
    [TestCase(ActivityKind.Consumer, false, SamplingDecision.RecordAndSample)]
    public void A_statement_alone_begins_no_trace(ActivityKind kind, bool hasParent, SamplingDecision expected)
    {
        var parent = hasParent ? new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded) : default;

        var result = RootSampler.Of(Settings()).ShouldSample(new SamplingParameters(parent, ActivityTraceId.CreateRandom(), "x", kind));

        Assert.That(result.Decision, Is.EqualTo(expected));
    }

    [TestCase("outbound.oldest.wait", "s", false, "outbound_oldest_wait_seconds")]
    [TestCase("outbound.items", "{item}", true, "outbound_items_total")]
    [TestCase("dotnet.gc.heap", "By", false, "dotnet_gc_heap_bytes")]
    [TestCase("some.time_seconds", "s", true, "some_time_seconds_total")]
    public void An_instrument_has_its_name_of_Prometheus(string name, string unit, bool isTotal, string expected) =>
        Assert.That(PrometheusText.NameOf(name, unit, isTotal), Is.EqualTo(expected));

    [Test]
    public void A_label_can_hold_anything() => Assert.That(PrometheusText.Escape("a\"b\\c\nd"), Is.EqualTo("""a\"b\\c\nd"""));

    private static IConfigurationRoot Settings(params (string Name, string Value)[] set) =>
        new ConfigurationBuilder().AddInMemoryCollection(set.Select(s => new KeyValuePair<string, string?>(s.Name, s.Value))).Build();
}
