using System.Diagnostics;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>Waits for what a background loop does, with a limit.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(began) > (limit ?? Limit))
                Assert.Fail($"Did not become true in {(limit ?? Limit).TotalSeconds} s: {what}");
            await Task.Delay(10);
        }
    }
}
