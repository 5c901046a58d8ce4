namespace AdaptiveOutbound.Jobs.Retries;

/// <summary>
/// The one place that decides whether something is tried again, and when. Pure: the same input gives the same answer.
/// Waits after attempts 1 to 4: about 60 s, 2 min, 4 min, 8 min; the fifth failure parks the item.
/// </summary>
public static class RetryPolicy
{
    /// <summary>Attempts that an item has, the first included.</summary>
    public const int MaxAttempts = 5;

    /// <summary>Wait after the first failed attempt, before jitter.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(60);

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromHours(1);

    /// <summary>Further tries of one call inside its chunk.</summary>
    public const int MaxCallRetries = 2;

    /// <summary>Time within which those tries begin, from the first call.</summary>
    public static readonly TimeSpan CallRetryWindow = TimeSpan.FromSeconds(5);

    /// <summary>Doubles with each attempt, ± 20 % jitter, at most <see cref="MaxDelay"/>.</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="jitter">0 up to 1.</param>
    public static TimeSpan Delay(int attempt, double jitter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        var seconds = FirstDelay.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 16)) * (0.8 + 0.4 * jitter);
        return TimeSpan.FromSeconds(Math.Min(seconds, MaxDelay.TotalSeconds));
    }

    /// <summary>Whether an item that failed in a way that may pass has attempts left.</summary>
    public static bool HasAttemptsLeft(int attempt) => attempt < MaxAttempts;

    /// <summary>The wait before a call that never left, or was answered 5xx, is made again in the same chunk; null: not again.</summary>
    /// <param name="retriesSoFar">Tries beyond the first, so far.</param>
    /// <param name="since">Time since the first try.</param>
    /// <param name="jitter">0 up to 1.</param>
    public static TimeSpan? CallDelay(int retriesSoFar, TimeSpan since, double jitter)
    {
        var wait = TimeSpan.FromMilliseconds((retriesSoFar == 0 ? 400 : 1600) * (0.75 + 0.5 * jitter));
        return retriesSoFar >= MaxCallRetries || since + wait > CallRetryWindow ? null : wait;
    }
}
