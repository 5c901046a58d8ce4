using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AdaptiveOutbound.Jobs.Monitoring;

/// <summary>The one meter of a process and the one source of its spans. Both cost next to nothing while nobody listens.</summary>
internal sealed class Telemetry : IDisposable
{
    /// <summary>Name of the meter and of the source.</summary>
    public const string Name = "AdaptiveOutbound";

    // From a round trip to the database to the longest that a chunk may run.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30],
    };

    private readonly ActivitySource _source = new(Name);

    public Telemetry()
    {
        Items = Meter.CreateCounter<long>("outbound.items", "{item}", "Items that ended, by outcome.");
        Retries = Meter.CreateCounter<long>("outbound.items.retried", "{item}", "Items that failed in a way that may pass, and wait for another attempt.");
        CacheHits = Meter.CreateCounter<long>("outbound.cache.hits", "{item}", "Items that were answered without a call.");
        Credits = Meter.CreateCounter<double>("outbound.credits", "{credit}", "Credits that were charged, those of unknown answers included.");
        UnknownCredits = Meter.CreateCounter<double>("outbound.credits.unknown", "{credit}", "Credits counted as spent for answers that were never seen.");
        Chunks = Meter.CreateHistogram("outbound.chunk.duration", "s", "How long chunks ran.", advice: Seconds);
        Batches = Meter.CreateHistogram("outbound.batch.duration", "s", "How long batches took, with their commit.", advice: Seconds);
        Calls = Meter.CreateHistogram("outbound.provider.call.duration", "s", "How long calls to providers took, by what came of them.", advice: Seconds);
        Permits = Meter.CreateCounter<long>("outbound.permits", "{permit}", "Permits that this process asked for: granted, or refused until later.");
        Blocks = Meter.CreateCounter<long>("outbound.provider.blocks", "{block}", "Endpoints that were blocked because the provider said: too many calls.");
        Repairs = Meter.CreateCounter<long>("outbound.repairs", "{repair}", "What this process put right, or lost to another one, by kind.");
    }

    public Meter Meter { get; } = new(Name);

    public Counter<long> Items { get; }

    public Counter<long> Retries { get; }

    public Counter<long> CacheHits { get; }

    public Counter<double> Credits { get; }

    public Counter<double> UnknownCredits { get; }

    public Histogram<double> Chunks { get; }

    public Histogram<double> Batches { get; }

    public Histogram<double> Calls { get; }

    public Counter<long> Permits { get; }

    public Counter<long> Blocks { get; }

    public Counter<long> Repairs { get; }

    /// <summary>Whether anybody follows traces: only then is asked what they need.</summary>
    public bool IsTraced => _source.HasListeners();

    /// <summary>Begins a span under the current one; null when nobody follows it.</summary>
    public Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) => _source.StartActivity(name, kind);

    /// <summary>Begins a span that continues another process's trace, or a new one. There always is one, so that log lines have its ids.</summary>
    /// <param name="at">When it began.</param>
    public Activity StartRoot(string name, ActivityContext parent, DateTimeOffset at)
    {
        // Nothing that runs around it, such as Hangfire's worker, is its parent.
        Activity.Current = null;
        if (_source.StartActivity(name, ActivityKind.Consumer, parent, startTime: at) is { } followed) return followed;
        var alone = new Activity(name).SetIdFormat(ActivityIdFormat.W3C);
        if (parent != default) alone.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
        return alone.Start();
    }

    public void Dispose()
    {
        Meter.Dispose();
        _source.Dispose();
    }
}
