using AdaptiveOutbound.Data.Jobs;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>Jobs that have changed since the reader last looked. It says where to look, not what is there.</summary>
/// <param name="Jobs">Their ids; null when any job of the workspace may have changed.</param>
internal sealed record JobChange(IReadOnlyCollection<Guid>? Jobs)
{
    /// <summary>Any job may have changed: look at all that is followed.</summary>
    public static JobChange Any { get; } = new((IReadOnlyCollection<Guid>?)null);
}

/// <summary>What one reader is told. Disposing it ends it, and may be repeated.</summary>
internal sealed class JobSubscription(JobInbox inbox, Action leave) : IDisposable
{
    /// <summary>Waits for the next change; several since the last call come as one.</summary>
    public ValueTask<JobChange> TakeAsync(CancellationToken cancellationToken) => inbox.TakeAsync(cancellationToken);

    public void Dispose() => leave();
}

/// <summary>
/// Tells readers of this process which jobs change. All of them share one connection, which is made when the first one comes. What a
/// slow reader has not yet fetched is put together: it holds at most a hundred ids and never keeps others waiting.
/// </summary>
internal sealed partial class JobEvents(JobChanges changes, ILogger<JobEvents> logger) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<JobInbox>> _readers = [];
    private readonly CancellationTokenSource _stop = new(); // has no timer and no handle: nothing to dispose
    private Task? _listening;

    /// <summary>Readers at this moment.</summary>
    public int Readers
    {
        get
        {
            lock (_lock)
                return _readers.Values.Sum(inboxes => inboxes.Count);
        }
    }

    /// <summary>Readers of this workspace at this moment.</summary>
    public int ReadersOf(Guid workspaceId)
    {
        lock (_lock)
            return _readers.TryGetValue(workspaceId, out var inboxes) ? inboxes.Count : 0;
    }

    /// <summary>
    /// Changes of one job, or of all jobs of a workspace, until it is disposed: then nothing is left behind. The first change comes at once and
    /// says to look at everything, so that nothing is missed between a look and the subscription; one of this kind comes again after a
    /// lost connection.
    /// </summary>
    /// <param name="workspaceId">Whose jobs.</param>
    /// <param name="jobId">One of them; null for all.</param>
    public JobSubscription Subscribe(Guid workspaceId, Guid? jobId)
    {
        var inbox = new JobInbox(jobId);
        Enter(workspaceId, inbox);
        return new JobSubscription(inbox, () => Leave(workspaceId, inbox));
    }

    private void Enter(Guid workspaceId, JobInbox inbox)
    {
        lock (_lock)
        {
            if (!_readers.TryGetValue(workspaceId, out var inboxes))
                _readers[workspaceId] = inboxes = [];
            inboxes.Add(inbox);
            _listening ??= Task.Run(() => changes.RunAsync(TellAll, Tell, e => Lost(logger, e), _stop.Token), CancellationToken.None);
        }
    }

    private void Leave(Guid workspaceId, JobInbox inbox)
    {
        lock (_lock)
        {
            if (!_readers.TryGetValue(workspaceId, out var inboxes)) return;
            inboxes.Remove(inbox);
            if (inboxes.Count == 0)
                _readers.Remove(workspaceId);
        }
    }

    private void Tell(Guid workspaceId, Guid? jobId)
    {
        lock (_lock)
        {
            if (!_readers.TryGetValue(workspaceId, out var inboxes)) return;
            foreach (var inbox in inboxes)
                inbox.Put(jobId);
        }
    }

    private void TellAll()
    {
        lock (_lock)
        {
            foreach (var inbox in _readers.Values.SelectMany(inboxes => inboxes))
                inbox.Put(null);
        }
    }

    /// <summary>Ends the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        if (_listening is not null)
            await _listening.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [LoggerMessage(2401, LogLevel.Warning, "The connection that hears of changed jobs broke; it is made again")]
    private static partial void Lost(ILogger logger, Exception e);
}
