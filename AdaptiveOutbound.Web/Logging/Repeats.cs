using System.Collections.Concurrent;

namespace AdaptiveOutbound.Web.Logging;

/// <summary>Loops say each second what is wrong: once in half a minute is enough. Safe for use by many threads.</summary>
internal sealed class Repeats(TimeProvider clock)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    private const int MostRemembered = 100;

    private readonly ConcurrentDictionary<string, long> _said = new(StringComparer.Ordinal);

    /// <summary>Whether this was said a moment ago. By its whole text: another chunk that dies of the same cause is told too.</summary>
    public bool Has(string text)
    {
        var now = clock.GetTimestamp();
        if (_said.TryGetValue(text, out var before) && clock.GetElapsedTime(before, now) < Again) return true;
        if (_said.Count >= MostRemembered) _said.Clear();
        _said[text] = now;
        return false;
    }
}
