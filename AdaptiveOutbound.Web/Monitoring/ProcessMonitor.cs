using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Monitoring;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Web.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AdaptiveOutbound.Web.Monitoring;

/// <summary>Shows a server process from outside: metrics for a scrape, and traces and metrics for a collector where one is named.</summary>
internal sealed class ProcessMonitor : IDisposable
{
    /// <summary>Milliseconds for which a collector that does not answer may hold up the end of the process, for traces and for metrics.</summary>
    private const int LongestGoodbye = 1500;

    private readonly Lock _gate = new();
    private readonly PrometheusText _text = new();
    private readonly MetricReader _reader;
    private readonly FreshFigures _figures;
    private readonly MeterProvider _metrics;
    private readonly TracerProvider? _traces;

    private ProcessMonitor(OutboundHost host, Collector collector, RootSampler sampler, TimeProvider clock, ILoggerFactory logs)
    {
        var telemetry = host.Get<Telemetry>();
        _figures = new FreshFigures(host.Get<ReadFigures>(), clock, logs.CreateLogger<FreshFigures>());
        _reader = new BaseExportingMetricReader(_text);
        Process = new ProcessInstruments(telemetry, host.Get<LoopBeats>(), host.Get<JobEvents>());
        new InstallationGauges(_figures).AddTo(telemetry.Meter);
        var metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe)
            .AddMeter(Telemetry.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting").AddReader(_reader);
        _metrics = (collector.TakesMetrics ? metrics.AddOtlpExporter() : metrics).Build();
        if (collector.TakesTraces) _traces = TracesOf(sampler);
        Process.Begin([.. host.Get<IEnumerable<IProvider>>().Select(provider => provider.Name)]);

        void Describe(ResourceBuilder resource) => resource.AddService("adaptive-outbound", serviceVersion: ProductVersion.Text)
            .AddAttributes([new("deployment.environment.name", host.Settings.Environment.ToLowerInvariant())]).AddEnvironmentVariableDetector();

        TracerProvider TracesOf(RootSampler roots) => Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).SetSampler(roots)
            .AddSource(Telemetry.Name, "Npgsql").AddAspNetCoreInstrumentation(RequestSpans.Configure).AddOtlpExporter().Build();
    }

    /// <summary>What the process tells of itself.</summary>
    public ProcessInstruments Process { get; }

    /// <summary>Begins; ends when disposed, and then sends what is left.</summary>
    /// <exception cref="HostRefusedException">The variables of OpenTelemetry cannot be used.</exception>
    public static ProcessMonitor Start(OutboundHost host, TimeProvider clock, ILoggerFactory logs) =>
        new(host, Collector.Of(host.Settings.Configuration), RootSampler.Of(host.Settings.Configuration), clock, logs);

    /// <summary>All metrics in Prometheus' text format.</summary>
    public async Task<string> ScrapeAsync(CancellationToken cancellationToken)
    {
        await _figures.ReadAsync(cancellationToken);
        lock (_gate)
        {
            _reader.Collect();
            return _text.ToString();
        }
    }

    public void Dispose()
    {
        _figures.Close();
        _traces?.Shutdown(LongestGoodbye);
        _metrics.Shutdown(LongestGoodbye);
        _traces?.Dispose();
        _metrics.Dispose();
        _figures.Dispose();
    }
}
