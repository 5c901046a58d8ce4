using System.Collections.Concurrent;
using System.Globalization;

namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>Apollo's limit: per key and endpoint, three fixed windows at once, each from its first call.</summary>
internal sealed class SandboxLimiter(SandboxOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Key, string Path), Counter> _counters = new();

    /// <summary>Counts a call.</summary>
    public Verdict Count(string key, string path) => _counters.GetOrAdd((key, path), _ => new Counter(options)).Count(clock.GetUtcNow());

    /// <summary>What the limit says to a call: headers of a success, or the wait.</summary>
    public readonly record struct Verdict(TimeSpan? RetryAfter, string Refused, int[] Used);

    /// <summary>Writes the headers that a success carries.</summary>
    public static void WriteHeaders(IHeaderDictionary headers, SandboxOptions options, int[] used)
    {
        ReadOnlySpan<(string Limit, string Word, int? Calls)> windows =
        [
            ("x-rate-limit-minute", "minute", options.LimitPerMinute), ("x-rate-limit-hourly", "hourly", options.LimitPerHour),
            ("x-rate-limit-24-hour", "24-hour", options.LimitPerDay),
        ];
        for (var i = 0; i < windows.Length; i++)
        {
            headers[windows[i].Limit] = Text(windows[i].Calls); // a window without a limit: the header is there and empty
            if (windows[i].Calls is not { } calls) continue;
            headers[$"x-{windows[i].Word}-usage"] = Text(used[i]);
            headers[$"x-{windows[i].Word}-requests-left"] = Text(calls - used[i]);
        }
    }

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private sealed class Counter(SandboxOptions options)
    {
        private readonly (string Word, TimeSpan Length, int? Limit)[] _windows =
        [
            ("minute", TimeSpan.FromMinutes(1), options.LimitPerMinute),
            ("hour", TimeSpan.FromHours(1), options.LimitPerHour),
            ("day", TimeSpan.FromDays(1), options.LimitPerDay),
        ];

        private readonly DateTimeOffset[] _starts = new DateTimeOffset[3];
        private readonly int[] _used = new int[3];
        private readonly Lock _gate = new();

        public Verdict Count(DateTimeOffset now)
        {
            lock (_gate)
            {
                for (var i = 0; i < 3; i++)
                {
                    if (now - _starts[i] >= _windows[i].Length) (_starts[i], _used[i]) = (now, 0);
                }

                for (var i = 2; i >= 0; i--)
                {
                    if (_used[i] >= _windows[i].Limit)
                        return new Verdict(_starts[i] + _windows[i].Length - now, $"{_windows[i].Limit} times per {_windows[i].Word}", []);
                }

                for (var i = 0; i < 3; i++) _used[i]++;
                return new Verdict(null, "", [.. _used]);
            }
        }
    }
}
