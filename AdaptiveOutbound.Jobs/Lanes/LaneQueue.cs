namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>
/// Which lanes want a chunk, in fair order: a lane that was empty comes before lanes that had their turn. Lanes that rest
/// wait for their time. Safe for use by many threads.
/// </summary>
internal sealed class LaneQueue(TimeProvider clock)
{
    private const int NewAtOnce = 20;
    private const int NewAtOnceWithoutRoom = 500;

    private readonly Lock _lock = new();
    private readonly Queue<Guid> _new = [];
    private readonly Queue<Guid> _old = [];
    private readonly HashSet<Guid> _queued = [];
    private readonly HashSet<Guid> _served = [];
    private readonly PriorityQueue<Guid, DateTimeOffset> _resting = new();
    private readonly Dictionary<Guid, DateTimeOffset> _wakes = [];

    /// <summary>A lane that had no turn yet waits.</summary>
    public bool NewWaits { get { lock (_lock) return _new.Count > 0; } }

    /// <summary>Any lane waits.</summary>
    public bool AnyWaits { get { lock (_lock) return _new.Count + _old.Count > 0; } }

    /// <summary>The lane may have due items.</summary>
    public void Mark(Guid lane)
    {
        lock (_lock)
        {
            if (_queued.Add(lane))
                (_served.Contains(lane) ? _old : _new).Enqueue(lane);
        }
    }

    /// <summary>Marks the lane at <paramref name="at"/>, or before when that was said already. May be repeated.</summary>
    public void MarkAt(Guid lane, DateTimeOffset at)
    {
        lock (_lock)
        {
            if (_wakes.TryGetValue(lane, out var already) && already <= at)
                return;
            _wakes[lane] = at;
            _resting.Enqueue(lane, at);
        }
    }

    /// <summary>The lane has more work than its chunks took: it goes behind lanes that were empty.</summary>
    public void Served(Guid lane)
    {
        lock (_lock)
            _served.Add(lane);
    }

    /// <summary>The lane has no more than its chunks took: when it is marked again it counts as new.</summary>
    public void Emptied(Guid lane)
    {
        lock (_lock)
            _served.Remove(lane);
    }

    /// <summary>Marks lanes whose rest is over. Returns the time until the next one, or null.</summary>
    public TimeSpan? WakeRested()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            while (_resting.TryPeek(out var lane, out var at))
            {
                if (at > now)
                    return at - now;
                _resting.Dequeue();
                // Said again for an earlier time, the lane was woken then.
                if (_wakes.TryGetValue(lane, out var wanted) && wanted == at)
                {
                    _wakes.Remove(lane);
                    Mark(lane);
                }
            }
            return null;
        }
    }

    // A lane that was marked as new while it was looked at may have turned out to have a backlog.
    private bool HasNew()
    {
        while (_new.TryPeek(out var lane))
        {
            if (!_served.Contains(lane))
                return true;
            _old.Enqueue(_new.Dequeue());
        }
        return false;
    }

    /// <summary>The next lanes in fair order, all new or all old; old ones never take the last <paramref name="reserved"/> of the room.</summary>
    public LaneTurn Take(int room, int reserved)
    {
        lock (_lock)
        {
            var isNew = HasNew();
            var most = isNew ? room : room - reserved;
            // New lanes may turn out to have a backlog and get nothing now: more are looked at, many when only the reserved slots are free.
            var look = !isNew ? most : room > reserved ? Math.Max(room, NewAtOnce) : NewAtOnceWithoutRoom;
            List<Guid> lanes = [];
            while (lanes.Count < look && (isNew ? HasNew() : _old.Count > 0))
            {
                var lane = (isNew ? _new : _old).Dequeue();
                _queued.Remove(lane);
                lanes.Add(lane);
            }
            return new(lanes, most);
        }
    }
}

/// <summary>Lanes whose turn it is, and the most chunks that they may get together.</summary>
internal sealed record LaneTurn(List<Guid> Lanes, int Room);
