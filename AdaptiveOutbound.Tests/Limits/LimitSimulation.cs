using AdaptiveOutbound.Data.Limits;

namespace AdaptiveOutbound.Tests.Limits;

/// <summary>
/// Processes that lease permits in fake time as worker processes do: they ask, use what they get, and come again when they
/// were told to. A call leaves up to 0.5 s after its lease and travels up to 0.25 s. The same seed gives the same run.
/// </summary>
internal sealed class LimitSimulation(LimitStore store, int seed)
{
    public const string Key = "fingerprint";
    public const string Endpoint = "organizations/bulk_enrich";

    public static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private readonly Random _random = new(seed);
    private readonly List<(TimeSpan At, Func<Task> Act)> _events = [];

    public int Processes { get; init; } = 3;

    /// <summary>The most calls that a process asks for at once.</summary>
    public int Most { get; init; } = 20;

    /// <summary>Latest wake-up after the time that it was told to come.</summary>
    public TimeSpan WakeLatency { get; init; } = TimeSpan.FromMilliseconds(60);

    /// <summary>What is added to the true time to get what the database's clock says.</summary>
    public Func<TimeSpan, TimeSpan> ClockError { get; init; } = _ => TimeSpan.Zero;

    /// <summary>When calls reached the provider, in true time since the start; sorted.</summary>
    public List<TimeSpan> Arrivals { get; } = [];

    /// <summary>Lets something happen at this time.</summary>
    public void At(TimeSpan time, Func<Task> act) => _events.Add((time, act));

    public Task ObserveAsync(int? minute, int? hour = null, int? day = null, int? minuteUsed = null, TimeSpan at = default, TimeSpan ago = default) => store.ObserveAsync(
        Key, Endpoint, new ObservedLimits(new(minute, minuteUsed), new(hour, null), new(day, null), ago), Clock(at), CancellationToken.None);

    public Task<PermitLease> LeaseAsync(int wanted, TimeSpan at) => store.LeaseAsync(Key, Endpoint, wanted, Clock(at), CancellationToken.None);

    /// <summary>Runs until the given time with work waiting all the while.</summary>
    public async Task RunAsync(TimeSpan length)
    {
        var turns = new PriorityQueue<int, TimeSpan>();
        for (var process = 0; process < Processes; process++)
            turns.Enqueue(process, UpTo(TimeSpan.FromSeconds(2)));
        _events.Sort((a, b) => a.At.CompareTo(b.At));
        while (turns.TryDequeue(out var process, out var now) && now < length)
        {
            while (_events.Count > 0 && _events[0].At <= now)
            {
                var (_, act) = _events[0];
                _events.RemoveAt(0);
                await act();
            }
            turns.Enqueue(process, await AskAsync(now));
        }
        Arrivals.Sort();
    }

    private async Task<TimeSpan> AskAsync(TimeSpan now)
    {
        var wanted = _random.Next(1, Most + 1);
        var lease = await LeaseAsync(wanted, now);
        for (var i = 0; i < lease.Granted; i++)
            Arrivals.Add(now + UpTo(TimeSpan.FromSeconds(0.5)) + UpTo(TimeSpan.FromSeconds(0.25)));
        var told = lease.NextAt - Start - ClockError(now);
        return lease.Granted > 0 || told <= now ? now + UpTo(TimeSpan.FromMilliseconds(80)) : told + UpTo(WakeLatency);
    }

    /// <summary>The most calls that arrived in any window of this length.</summary>
    public int MostIn(TimeSpan window, TimeSpan from = default, TimeSpan? until = null)
    {
        var seen = Arrivals.Where(a => a >= from && a < (until ?? TimeSpan.MaxValue)).ToList();
        var (most, first) = (0, 0);
        for (var i = 0; i < seen.Count; i++)
        {
            while (seen[i] - seen[first] >= window)
                first++;
            most = Math.Max(most, i - first + 1);
        }
        return most;
    }

    private DateTimeOffset Clock(TimeSpan at) => Start + at + ClockError(at);

    // One microsecond less: the end belongs to the next.
    private TimeSpan UpTo(TimeSpan most) => TimeSpan.FromMicroseconds(_random.NextInt64(0, Math.Max(1, (long)most.TotalMicroseconds)));
}
