using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Monitoring;

/// <summary>Where traces and metrics are sent to, as the standard variables of OpenTelemetry say. Without them nothing leaves the machine.</summary>
/// <param name="TakesTraces">Whether spans are recorded at all.</param>
internal sealed record Collector(bool TakesTraces, bool TakesMetrics)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string MetricsEndpoint = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";

    /// <exception cref="HostRefusedException">An address is none: the exporter would take another one in its place.</exception>
    public static Collector Of(IConfiguration configuration)
    {
        if (string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)) return new(false, false);
        var all = IsSet(configuration, Endpoint);
        return new(Takes(configuration, "OTEL_TRACES_EXPORTER", IsSet(configuration, TracesEndpoint) || all), Takes(configuration, "OTEL_METRICS_EXPORTER", IsSet(configuration, MetricsEndpoint) || all));
    }

    private static bool Takes(IConfiguration configuration, string exporter, bool hasAddress) => hasAddress && (configuration[exporter] is not { Length: > 0 } name || (name switch
    {
        "otlp" => true,
        "none" => false,
        _ => throw new HostRefusedException($"{exporter} is {name}: it must be otlp or none."),
    }));

    private static bool IsSet(IConfiguration configuration, string name)
    {
        if (configuration[name] is not { Length: > 0 } text) return false;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? true : throw new HostRefusedException($"{name} is {text}: it must be an address, such as http://localhost:4317.");
    }
}
