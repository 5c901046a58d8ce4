using System.Diagnostics;
using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Monitoring;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>What one batch shows of itself. Figures are counted once a batch, when it has committed.</summary>
internal sealed class BatchWatch : IDisposable
{
    /// <summary>A batch may be shared by hundreds of single-record jobs: so many are named.</summary>
    private const int MostNamed = 20;

    private readonly Telemetry _telemetry;
    private readonly TimeProvider _clock;
    private readonly LaneInfo _lane;
    private readonly long _began;
    private readonly Activity? _span;
    private readonly IDisposable? _scope;

    public BatchWatch(Telemetry telemetry, TimeProvider clock, ILogger logger, LaneInfo lane, IReadOnlyList<TakenItem> items)
    {
        (_telemetry, _clock, _lane, _began) = (telemetry, clock, lane, clock.GetTimestamp());
        Guid[] jobs = [.. items.Select(i => i.JobId).Distinct().Take(MostNamed)];
        _span = telemetry.Start("batch");
        _span?.SetTag("outbound.items", items.Count).SetTag("outbound.job.ids", jobs.Select(id => id.ToString()).ToArray());
        _scope = logger.BeginScope(new Dictionary<string, object?> { [jobs.Length == 1 ? LogIds.Job : LogIds.Jobs] = jobs.Length == 1 ? jobs[0] : string.Join(' ', jobs) });
    }

    private KeyValuePair<string, object?> Type => new("type", _lane.Type);

    private KeyValuePair<string, object?> Provider => new("provider", _lane.Provider);

    /// <summary>Its changes are written.</summary>
    public void Committed(BatchCommit commit)
    {
        _telemetry.Batches.Record(_clock.GetElapsedTime(_began).TotalSeconds, Type, Provider);
        Span<int> counts = stackalloc int[(int)ItemOutcome.DeadLetter + 1];
        foreach (var item in commit.Ended) counts[(int)item.Outcome]++;
        // Those of which there are none too: what nobody has counted to nought is missed when it first happens.
        foreach (var (outcome, name) in WorkCounts.Outcomes) _telemetry.Items.Add(counts[(int)outcome], Type, Provider, new("outcome", name));
        _telemetry.Retries.Add(commit.Retried.Count, Type, Provider);
        foreach (var effect in commit.Effects)
            if (effect is AddUsage { Used: var used }) Count(used);
    }

    public void Dispose()
    {
        _span?.Dispose();
        _scope?.Dispose();
    }

    private void Count(BatchUsage used)
    {
        _telemetry.CacheHits.Add(used.CacheHits, Provider);
        _telemetry.Credits.Add((double)used.Credits, Provider);
        _telemetry.UnknownCredits.Add((double)used.UnknownCredits, Provider);
    }
}
