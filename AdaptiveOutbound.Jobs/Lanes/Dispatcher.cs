using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Monitoring;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>
/// Gives lanes their turn: takes free slots, writes chunks, rings Hangfire. All chunks in Hangfire are capped at this
/// process's worker slots, so that Hangfire's queue is never a backlog and the order is decided here.
/// </summary>
internal sealed partial class Dispatcher(LaneQueue queue, DispatchTransaction transaction, ChunkRinger ringer, LoopBeats beats, Telemetry telemetry, WorkerOptions options, TimeProvider clock, ILogger<Dispatcher> logger) : IDisposable
{
    /// <summary>Items that a chunk takes at once where the work does not say less: enough that round trips cost little.</summary>
    public const int BatchSize = 500;

    private static readonly TimeSpan MaxIdle = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FailureDelay = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _outstanding = [];

    /// <summary>Slots that lanes with a backlog never take.</summary>
    private int Reserved => Math.Min(2, options.Workers / 2);

    private int Room { get { lock (_lock) return options.Workers - _outstanding.Count; } }

    /// <summary>The lane may have due items.</summary>
    public void Mark(Guid lane)
    {
        queue.Mark(lane);
        Signal();
    }

    /// <summary>The lane rests until <paramref name="at"/>.</summary>
    public void MarkAt(Guid lane, DateTimeOffset at)
    {
        queue.MarkAt(lane, at);
        Signal();
    }

    /// <summary>Whether other lanes wait: then batches should be short.</summary>
    public bool OthersWait => queue.AnyWaits;

    /// <summary>Whether a chunk that has run this long should make room for others. Lanes that had their turn wait for the room that is not reserved.</summary>
    public bool ShouldYield(TimeSpan ran)
    {
        var room = Room;
        return (room <= 0 && queue.NewWaits) || (room <= Reserved && ran >= options.Slice && queue.AnyWaits);
    }

    /// <summary>A chunk has ended. Always marks its lane or notes its rest: a notification that came while the slot was taken did nothing.</summary>
    public void Ended(Guid chunk, Guid lane, bool more, DateTimeOffset? restsUntil)
    {
        lock (_lock)
            _outstanding.Remove(chunk);
        if (restsUntil is { } until)
        {
            MarkAt(lane, until);
            return;
        }
        if (more)
            queue.Served(lane);
        Mark(lane);
    }

    /// <summary>The chunks that this process has rung and has not seen end.</summary>
    public Guid[] Outstanding()
    {
        lock (_lock)
            return [.. _outstanding];
    }

    /// <summary>Chunks that ended elsewhere: in another process, or taken back.</summary>
    public void Forget(IEnumerable<Guid> chunks)
    {
        lock (_lock)
            _outstanding.ExceptWith(chunks);
        Signal();
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var next = queue.WakeRested();
                var rang = await DispatchOnceAsync(cancellationToken);
                beats.Beat(LoopBeats.Dispatcher);
                if (!rang)
                    await _signal.WaitAsync(next < MaxIdle ? next.Value + TimeSpan.FromMilliseconds(1) : MaxIdle, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                telemetry.Repairs.Count(RepairKinds.Dispatcher);
                Failed(logger, e);
                await Task.Delay(FailureDelay, clock, cancellationToken);
            }
        }
    }

    private async Task<bool> DispatchOnceAsync(CancellationToken cancellationToken)
    {
        var room = Room;
        if (room <= 0)
            return false;
        var (lanes, most) = queue.Take(room, Reserved);
        if (lanes.Count == 0)
            return false;
        try
        {
            var turn = new DispatchTurn([.. lanes], BatchSize, most, Math.Min(most, room - Reserved));
            Note(lanes, await transaction.RunAsync(turn, ringer.Ring, cancellationToken));
        }
        catch
        {
            lanes.ForEach(queue.Mark);
            throw;
        }
        return true;
    }

    private void Note(List<Guid> lanes, Dispatched dispatched)
    {
        lock (_lock)
            _outstanding.UnionWith(dispatched.Rung.Select(r => r.Id));
        foreach (var lane in lanes)
        {
            if (dispatched.LeftOut.Contains(lane) || dispatched.Rung.Any(r => r.LaneId == lane && r.HasMore))
            {
                queue.Served(lane);
                queue.Mark(lane);
            }
            else
            {
                queue.Emptied(lane);
                if (dispatched.LeftOutSparse.Contains(lane))
                    queue.Mark(lane);
            }
        }
    }

    private void Signal()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // The loop has been told already and has not yet looked.
        }
    }

    public void Dispose() => _signal.Dispose();

    [LoggerMessage(2101, LogLevel.Error, "The dispatcher could not ring chunks; it tries again")]
    private static partial void Failed(ILogger logger, Exception e);
}
