using System.Diagnostics;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Enrichment;

/// <summary>Reads the double's own log: what it says of a limit is what the provider would say.</summary>
internal sealed class CallAudit(SandboxCallLog log)
{
    private readonly TimeSpan[] _calls = Times(log.Calls);

    public int Calls => _calls.Length;

    /// <summary>The most calls in any window of this length.</summary>
    public int MostIn(TimeSpan window)
    {
        var (most, first) = (0, 0);
        for (var i = 0; i < _calls.Length; i++)
        {
            while (_calls[i] - _calls[first] >= window)
                first++;
            most = Math.Max(most, i - first + 1);
        }
        return most;
    }

    /// <summary>Calls in each full window of this length, counted from the first call.</summary>
    public int[] Each(TimeSpan window) => [.. Enumerable.Range(0, (int)(_calls[^1] / window)).Select(n => _calls.Count(c => c >= n * window && c < (n + 1) * window))];

    public void Holds(int limit, TimeSpan window)
    {
        TestContext.Progress.WriteLine($"{Calls} calls in {_calls[^1].TotalSeconds:0.0} s, at most {MostIn(window)} in any {window.TotalSeconds:0} s of {limit}; {log.Limited} times 429");
        Assert.That(MostIn(window), Is.LessThanOrEqualTo(limit));
        Assert.That(log.Limited, Is.Zero, "no 429");
    }

    private static TimeSpan[] Times(IReadOnlyList<SandboxCall> calls) =>
        [.. calls.Where(c => c.Questions > 0).Select(c => Stopwatch.GetElapsedTime(calls[0].Ticks, c.Ticks))];
}
