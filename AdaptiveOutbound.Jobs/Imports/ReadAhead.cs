namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>
/// Reads the part after the one that is being written, so that this process parses while the database writes. What is asked for in vain
/// (the job was paused, another process went on with it) is forgotten: nothing depends on it.
/// </summary>
internal sealed class ReadAhead<T>(TimeProvider clock) where T : class
{
    // A part read is some tens of MB while it waits: few at a time, however many files are imported.
    private const int Most = 2;
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, (int Part, DateTimeOffset At, Task<T?> Read)> _parts = [];

    /// <summary>Begins to read a part, where there is room for it.</summary>
    public void Begin(Guid job, int part, Func<Task<T?>> read)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            foreach (var (old, _) in _parts.Where(entry => now - entry.Value.At > Forgotten).ToList()) _parts.Remove(old);
            if (_parts.Count < Most || _parts.ContainsKey(job)) _parts[job] = (part, now, Task.Run(read));
        }
    }

    /// <summary>The part, when it was begun and could be read; else null: then it is to be read now.</summary>
    public async Task<T?> TakeAsync(Guid job, int part)
    {
        Task<T?> read;
        lock (_gate)
        {
            if (!_parts.Remove(job, out var begun) || begun.Part != part) return null;
            read = begun.Read;
        }

        // A failure is told by the reading that follows it, which belongs to the batch.
        await read.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return read.IsCompletedSuccessfully ? read.Result : null;
    }
}
