using System.Diagnostics;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Monitoring;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>What one chunk shows of itself while it runs: a span, the ids of its log lines, its figures.</summary>
internal sealed class ChunkWatch : IDisposable
{
    private readonly Telemetry _telemetry;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Guid _chunk;
    private readonly LaneInfo _lane;
    private readonly IDisposable? _scope;
    private readonly DateTimeOffset _at;
    private readonly long _began;
    private readonly HashSet<Guid> _jobs = [];
    private string _result = "ended";
    private Activity? _span;

    public ChunkWatch(Telemetry telemetry, TimeProvider clock, ILogger logger, Guid chunk, LaneInfo lane)
    {
        (_telemetry, _clock, _logger, _chunk, _lane) = (telemetry, clock, logger, chunk, lane);
        (_at, _began) = (clock.GetUtcNow(), clock.GetTimestamp());
        _scope = logger.BeginScope(new Dictionary<string, object?> { [LogIds.Workspace] = lane.WorkspaceId, [LogIds.Chunk] = chunk });
    }

    /// <summary>Batches so far.</summary>
    public int Batches { get; private set; }

    /// <summary>Items of them.</summary>
    public int Items { get; private set; }

    /// <summary>The jobs of a batch that the chunk has not met before.</summary>
    public Guid[] NewJobs(IEnumerable<TakenItem> items) => [.. items.Select(i => i.JobId).Where(_jobs.Add)];

    /// <summary>Continues the trace of the first job that has one; those of others are linked. Begins the chunk's span.</summary>
    public void Follow(IEnumerable<string> traces)
    {
        foreach (var text in traces)
        {
            if (!ActivityContext.TryParse(text, null, isRemote: true, out var context)) continue;
            if (_span is null) Open(context);
            else if (_span.TraceId != context.TraceId) _span.AddLink(new ActivityLink(context));
        }
        if (_span is null) Open(default);
    }

    /// <summary>Begins a batch; what is logged and asked until it is disposed belongs to it.</summary>
    public BatchWatch Begin(IReadOnlyList<TakenItem> items)
    {
        (Batches, Items) = (Batches + 1, Items + items.Count);
        return new BatchWatch(_telemetry, _clock, _logger, _lane, items);
    }

    /// <summary>It ended in another way than by itself. Log lines that follow have the ids of its span.</summary>
    public void Failed(string result)
    {
        _result = result;
        _telemetry.Repairs.Count(result);
        if (_span is null) return;
        _span.SetStatus(ActivityStatusCode.Error, result);
        Activity.Current = _span;
    }

    public void Dispose()
    {
        _telemetry.Chunks.Record(_clock.GetElapsedTime(_began).TotalSeconds, new("type", _lane.Type), new("provider", _lane.Provider), new("result", _result));
        _span?.SetTag("outbound.items", Items);
        _span?.Dispose();
        _scope?.Dispose();
    }

    private void Open(ActivityContext parent) => _span = _telemetry.StartRoot($"chunk {_lane.Type}", parent, _at)
        .SetTag("outbound.chunk.id", _chunk).SetTag("outbound.workspace.id", _lane.WorkspaceId).SetTag("outbound.job.type", _lane.Type).SetTag("outbound.provider", _lane.Provider);
}
