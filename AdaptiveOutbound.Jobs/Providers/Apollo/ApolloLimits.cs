using System.Globalization;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>
/// Reads the limit from an answer's headers. The day is spelt <c>24-hour</c> now and <c>daily</c> in Apollo's older
/// documentation; an empty value is a window without a limit, not a limit of 0.
/// </summary>
internal static class ApolloLimits
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    /// <summary>The windows; null when no header speaks of a limit (answers 401 and 403 carry none).</summary>
    public static LimitReading? Read(IReadOnlyDictionary<string, string> headers)
    {
        string[] names = ["x-rate-limit-minute", "x-rate-limit-hourly", "x-rate-limit-24-hour", "x-rate-limit-daily"];
        if (!names.Any(headers.ContainsKey)) return null;
        return new LimitReading(
            Window(headers, names[0], "minute"), Window(headers, names[1], "hourly"),
            Window(headers, names[2], "24-hour") ?? Window(headers, names[3], "daily"));
    }

    /// <summary>The wait of <c>retry-after</c>, in seconds or as a date; 0 to 24 h; null when absent or unreadable.</summary>
    public static TimeSpan? RetryAfter(IReadOnlyDictionary<string, string> headers, DateTimeOffset now)
    {
        if (!headers.TryGetValue("retry-after", out var text)) return null;
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds((double)Math.Clamp(seconds, 0m, (decimal)LongestWait.TotalSeconds));
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return null;
        var wait = at - now;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }

    private static WindowReading? Window(IReadOnlyDictionary<string, string> headers, string limitName, string word)
        => Count(headers, limitName) is { } limit and > 0
            ? new WindowReading(limit, Count(headers, $"x-{word}-usage"), Count(headers, $"x-{word}-requests-left"))
            : null;

    private static int? Count(IReadOnlyDictionary<string, string> headers, string name)
        => headers.TryGetValue(name, out var text)
            && int.TryParse(text, NumberStyles.Integer | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var count)
            && count >= 0 ? count : null;
}
