using System.Collections.Concurrent;

namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>How long an item of each type took lately, to tell how many make a short batch. Safe for use by many threads.</summary>
internal sealed class BatchPace
{
    /// <summary>Longest work of a batch while others wait.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, TimeSpan> _perItem = new(StringComparer.Ordinal);

    /// <summary>A batch of so many items took so long.</summary>
    public void Note(string type, int items, TimeSpan took) =>
        _perItem.AddOrUpdate(type, took / items, (_, before) => (before * 3 + took / items) / 4);

    /// <summary>At most <paramref name="most"/> items, fewer when those would take too long.</summary>
    public int Within(string type, int most) =>
        _perItem.TryGetValue(type, out var each) && each > Longest / most ? Math.Max(1, (int)(Longest / each)) : most;
}
