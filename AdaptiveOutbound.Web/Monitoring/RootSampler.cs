using System.Diagnostics;
using System.Globalization;
using AdaptiveOutbound.Web.Hosting;
using OpenTelemetry.Trace;

namespace AdaptiveOutbound.Web.Monitoring;

/// <summary>
/// Which traces are recorded. A span of the database without one around it begins none: the loops of workers ask several times a second,
/// and each look would be a trace of its own.
/// </summary>
internal sealed class RootSampler(Sampler inner) : Sampler
{
    private const string Names = "always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off or parentbased_traceidratio";

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.ParentContext.TraceId == default && samplingParameters.Kind == ActivityKind.Client
            ? new SamplingResult(SamplingDecision.Drop)
            : inner.ShouldSample(samplingParameters);

    /// <summary>As the variables <c>OTEL_TRACES_SAMPLER</c> and <c>OTEL_TRACES_SAMPLER_ARG</c> say; else all of them.</summary>
    /// <exception cref="HostRefusedException">They say something else.</exception>
    public static RootSampler Of(IConfiguration configuration)
    {
        var name = configuration["OTEL_TRACES_SAMPLER"] is { Length: > 0 } given ? given : "parentbased_always_on";
        return new RootSampler(name switch
        {
            "always_on" => new AlwaysOnSampler(),
            "always_off" => new AlwaysOffSampler(),
            "traceidratio" => new TraceIdRatioBasedSampler(Ratio(configuration)),
            "parentbased_always_on" => new ParentBasedSampler(new AlwaysOnSampler()),
            "parentbased_always_off" => new ParentBasedSampler(new AlwaysOffSampler()),
            "parentbased_traceidratio" => new ParentBasedSampler(new TraceIdRatioBasedSampler(Ratio(configuration))),
            _ => throw new HostRefusedException($"OTEL_TRACES_SAMPLER is {name}: it must be {Names}."),
        });
    }

    private static double Ratio(IConfiguration configuration)
    {
        if (configuration["OTEL_TRACES_SAMPLER_ARG"] is not { Length: > 0 } text) return 1;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1
            ? ratio : throw new HostRefusedException($"OTEL_TRACES_SAMPLER_ARG is {text}: it must be a number from 0 to 1.");
    }
}
