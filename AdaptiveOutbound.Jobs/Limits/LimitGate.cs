using System.Collections.Concurrent;
using AdaptiveOutbound.Data.Limits;
using AdaptiveOutbound.Jobs.Monitoring;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Limits;

/// <summary>Permits for calls that leave now. They are used within half a second or lost.</summary>
/// <param name="Learnt">Whether the limit is known; if not, wait for the answer before taking more.</param>
/// <param name="Granted">Calls that may leave; 0: none before <paramref name="NextAt"/>.</param>
/// <param name="AskedAt">Time stamp from which their life counts.</param>
internal sealed record Permits(int Granted, DateTimeOffset NextAt, int? MinuteLimit, bool Blocked, bool Learnt, DateTimeOffset LeasedAt, long AskedAt);

/// <summary>
/// One gate per key and endpoint in this process: its callers lease from the database one after another, in small blocks,
/// so that many slots share a key without a queue on the row's lock. A refusal is remembered until its time.
/// </summary>
internal sealed class LimitGate(LimitStore store, Telemetry telemetry, TimeProvider clock)
{
    /// <summary>A permit that has not been used by then is lost: the window counts it as leaving within this time.</summary>
    public static readonly TimeSpan PermitLife = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan ObserveEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxBlock = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<(string Fingerprint, string Endpoint), Gate> _gates = new();

    /// <summary>Leases up to <paramref name="wanted"/> permits, or says when to come again.</summary>
    public async Task<Permits> TakeAsync(string fingerprint, string endpoint, int wanted, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd((fingerprint, endpoint), _ => new Gate());
        await gate.Turn.WaitAsync(cancellationToken);
        try
        {
            // Measured from before the request, so that the permit's life ends no later than the database counts it.
            var asked = clock.GetTimestamp();
            if (gate.Refused is { } refused && refused.NextAt > clock.GetUtcNow())
                return refused with { AskedAt = asked };
            var block = gate.MinuteLimit is { } limit ? Math.Max(10, limit / 10) : 10;
            var lease = await store.LeaseAsync(fingerprint, endpoint, Math.Min(wanted, block), null, cancellationToken);
            gate.MinuteLimit = lease.MinuteLimit ?? int.MaxValue;
            var permits = new Permits(lease.Granted, lease.NextAt, lease.MinuteLimit, lease.Blocked, lease.Learnt, lease.LeasedAt, asked);
            gate.Refused = lease.Granted == 0 ? permits : null;
            telemetry.Blocks.Add(0, new KeyValuePair<string, object?>("endpoint", endpoint)); // seen from the beginning, so that the first one shows
            telemetry.Permits.Add(Math.Max(1, lease.Granted), new("endpoint", endpoint), new("result", lease.Granted == 0 ? "refused" : "granted"));
            return permits;
        }
        finally
        {
            gate.Turn.Release();
        }
    }

    /// <summary>Whether a permit may still be used.</summary>
    public bool IsFresh(Permits permits) => clock.GetElapsedTime(permits.AskedAt) < PermitLife;

    /// <summary>Gives back permits that no call has used: they were never seen by the provider.</summary>
    public Task ReturnAsync(string fingerprint, string endpoint, Permits permits, int count, CancellationToken cancellationToken) =>
        store.ReturnAsync(fingerprint, endpoint, count, permits.LeasedAt, cancellationToken);

    /// <summary>Takes over what an answer's headers said; at most once a second unless the limit changed.</summary>
    /// <param name="sentAt">Time stamp of the call: its headers speak of that time.</param>
    public async Task ObserveAsync(string fingerprint, string endpoint, LimitReading reading, long sentAt, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd((fingerprint, endpoint), _ => new Gate());
        var limits = (reading.Minute?.Limit, reading.Hour?.Limit, reading.Day?.Limit);
        lock (gate)
        {
            if (gate.Observed == limits && clock.GetElapsedTime(gate.ObservedAt) < ObserveEvery)
                return;
            gate.Observed = limits;
            gate.ObservedAt = clock.GetTimestamp();
        }
        var limitsNow = new ObservedLimits(Window(reading.Minute), Window(reading.Hour), Window(reading.Day), clock.GetElapsedTime(sentAt));
        await store.ObserveAsync(fingerprint, endpoint, limitsNow, null, cancellationToken);
        gate.Refused = null;
        static ObservedWindow Window(WindowReading? w) => new(w?.Limit, w?.Used ?? (w?.Limit - w?.Left));
    }

    /// <summary>After a 429: nothing leaves before the returned time. Without a wait from the provider it is one minute.</summary>
    public async Task<DateTimeOffset> BlockAsync(string fingerprint, string endpoint, TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        var wait = retryAfter ?? TimeSpan.FromMinutes(1);
        var until = clock.GetUtcNow() + (wait > MaxBlock ? MaxBlock : wait);
        telemetry.Blocks.Add(1, new KeyValuePair<string, object?>("endpoint", endpoint));
        await store.BlockAsync(fingerprint, endpoint, until, cancellationToken);
        return until;
    }

    private sealed class Gate
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);
        public Permits? Refused { get; set; }
        public int? MinuteLimit { get; set; }
        public (int?, int?, int?)? Observed { get; set; }
        public long ObservedAt { get; set; }
    }
}
