using System.Collections.Concurrent;

namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>When the loops without which nothing is worked on last came to the end of a look. Safe for use by many threads.</summary>
internal sealed class LoopBeats(TimeProvider clock)
{
    public const string Dispatcher = "dispatcher";
    public const string Reconciler = "reconciler";

    private readonly ConcurrentDictionary<string, long> _at = new(StringComparer.Ordinal);

    /// <summary>The loop has looked, without an error.</summary>
    public void Beat(string loop) => _at[loop] = clock.GetTimestamp();

    /// <summary>How long ago each loop looked; a loop that never did is left out.</summary>
    public IEnumerable<(string Loop, TimeSpan Age)> Ages() => _at.Select(beat => (beat.Key, clock.GetElapsedTime(beat.Value)));
}
