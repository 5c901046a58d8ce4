namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>One call as it arrived.</summary>
/// <param name="Ticks">Time stamp of the sandbox's <see cref="TimeProvider"/>.</param>
/// <param name="Path">Endpoint, such as <c>people/match</c>.</param>
/// <param name="KeyHash">First 8 hexadecimal digits of the key's SHA-256.</param>
/// <param name="Questions">Records asked for; 0 on calls that are free.</param>
public readonly record struct SandboxCall(long Ticks, string Path, string KeyHash, int Questions);

/// <summary>What was seen of one endpoint.</summary>
public sealed record SandboxPathSummary(long Calls, long Questions, int MaxInAnyMinute);

/// <summary>Every call that arrived, in order, with or without an answer. Keeps the last 2,000,000.</summary>
public sealed class SandboxCallLog(TimeProvider clock)
{
    private const int Kept = 2_000_000;

    private readonly Lock _gate = new();
    private readonly List<SandboxCall> _calls = [];
    private long _limited;
    private int _inFlight;
    private int _mostInFlight;

    /// <summary>How often the limit refused a call.</summary>
    public long Limited => Interlocked.Read(ref _limited);

    /// <summary>Calls that are being answered.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The most calls that were being answered at once.</summary>
    public int MostInFlight => Volatile.Read(ref _mostInFlight);

    /// <summary>A copy of the log.</summary>
    public IReadOnlyList<SandboxCall> Calls
    {
        get { lock (_gate) return [.. _calls]; }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_gate) _calls.Clear();
        Interlocked.Exchange(ref _limited, 0);
    }

    /// <summary>Counts per endpoint, and the most calls of one key in any 60 s.</summary>
    public IReadOnlyDictionary<string, SandboxPathSummary> Summary()
        => Calls.GroupBy(call => call.Path).ToDictionary(
            path => path.Key,
            path => new SandboxPathSummary(path.LongCount(), path.Sum(call => (long)call.Questions), path.GroupBy(c => c.KeyHash).Max(MaxInAnyMinute)));

    internal void Add(string path, string keyHash, int questions)
    {
        lock (_gate)
        {
            // Stamped inside the lock: the log is in order of time.
            if (_calls.Count == Kept) _calls.RemoveRange(0, Kept / 2);
            _calls.Add(new SandboxCall(clock.GetTimestamp(), path, keyHash, questions));
        }
    }

    internal void Began()
    {
        lock (_gate) _mostInFlight = Math.Max(_mostInFlight, ++_inFlight);
    }

    internal void Ended()
    {
        lock (_gate) _inFlight--;
    }

    internal void AddLimited() => Interlocked.Increment(ref _limited);

    private int MaxInAnyMinute(IEnumerable<SandboxCall> calls)
    {
        var minute = 60 * clock.TimestampFrequency;
        var (most, within) = (0, new Queue<long>());
        foreach (var call in calls)
        {
            within.Enqueue(call.Ticks);
            while (call.Ticks - within.Peek() >= minute) within.Dequeue();
            most = Math.Max(most, within.Count);
        }

        return most;
    }
}
