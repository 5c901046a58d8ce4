using System.Globalization;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Limits;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Retries;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>Why a lane must rest after a batch.</summary>
/// <param name="RetryAfter">A 429's wait: the key is blocked at that endpoint until then.</param>
/// <param name="KeyRejected">The key's status changes.</param>
/// <param name="IsDearer">A price above the reservation is the reason.</param>
internal sealed record LaneStop(LaneWait Wait, bool Throttled = false, TimeSpan? RetryAfter = null, bool KeyRejected = false, bool IsDearer = false)
{
    /// <summary>A person must act, so the next look by itself is far away; resuming looks at once.</summary>
    private static readonly TimeSpan ForPerson = TimeSpan.FromHours(24);

    public static LaneStop RateLimit(Permits permits) => new(new LaneWait(permits.NextAt, "rate_limit",
        permits.Blocked ? "The provider asked to wait (429)." : $"The limit of {permits.MinuteLimit?.ToString() ?? "an hour or a day"}{(permits.MinuteLimit is null ? "" : " calls a minute")} is used up for now."));

    public static LaneStop NotEntitled(string endpoint, TimeProvider clock) => new(new LaneWait(clock.GetUtcNow() + ForPerson, "key",
        $"The key may not call {endpoint}: tick that permission where the key was made, or set another key."));

    public static LaneStop NoKey(string message, TimeProvider clock) => new(new LaneWait(clock.GetUtcNow() + ForPerson, "key", message));

    /// <summary>A call cost more than its reservation: what others would cost is not known any more, so a person decides.</summary>
    public static LaneStop Dearer(decimal charged, decimal reserved, TimeProvider clock) => new(new LaneWait(clock.GetUtcNow() + ForPerson, "budget",
        string.Create(CultureInfo.InvariantCulture, $"The provider charged {charged:0.####} credits for a call that should cost at most {reserved:0.####}. Look at its prices, then let the job go on.")), IsDearer: true);

    /// <summary>The rest that a failure asks for; null: it concerns its items only.</summary>
    /// <param name="waits">Waits of the lane in a row before this one.</param>
    public static LaneStop? From(ProviderFailure failure, short waits, TimeProvider clock) => failure switch
    {
        ProviderFailure.KeyRejected f => new(new LaneWait(clock.GetUtcNow() + ForPerson, "key",
            $"{f.Message} Set another key, or have this one put right."), KeyRejected: true),
        ProviderFailure.NotEntitled f => NotEntitled(f.Endpoint, clock),
        ProviderFailure.OutOfCredits f => new(new LaneWait(Later(f.ResetsAt, clock), "provider_credits", f.Message)),
        ProviderFailure.RateLimited f => new(new LaneWait(clock.GetUtcNow() + (f.RetryAfter ?? TimeSpan.FromMinutes(1)), "rate_limit", f.Message), Throttled: true, f.RetryAfter),
        ProviderFailure.ConnectionRefused or ProviderFailure.Redirected => new(new LaneWait(
            clock.GetUtcNow() + RetryPolicy.Delay(waits + 1, Random.Shared.NextDouble()), "provider_down", failure.Message, (short)(waits + 1))),
        _ => null,
    };

    // A date that has passed would make the lane ask without pause.
    private static DateTimeOffset Later(DateTimeOffset? resets, TimeProvider clock)
    {
        var soonest = clock.GetUtcNow() + TimeSpan.FromHours(1);
        return resets > soonest ? resets.Value : soonest;
    }
}
