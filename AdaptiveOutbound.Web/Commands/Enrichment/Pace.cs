namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>How quickly something counts up, over the last ten seconds.</summary>
internal sealed class Pace(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private readonly Queue<(long At, int Count)> _seen = new();

    /// <summary>Notes where the count stands; returns counts a second.</summary>
    public double Note(int count)
    {
        var now = clock.GetTimestamp();
        _seen.Enqueue((now, count));
        while (_seen.Count > 2 && clock.GetElapsedTime(_seen.Peek().At, now) > Window) _seen.Dequeue();
        var (first, start) = _seen.Peek();
        var seconds = clock.GetElapsedTime(first, now).TotalSeconds;
        return seconds < 0.2 ? 0 : (count - start) / seconds;
    }
}
