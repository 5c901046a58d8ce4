using System.Threading.Channels;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>What one reader has not yet fetched: each changed job once, however often it changed.</summary>
/// <param name="only">The one job that the reader follows; null for all of its workspace.</param>
internal sealed class JobInbox(Guid? only)
{
    /// <summary>With more than these, looking at everything is cheaper than looking at each.</summary>
    private const int Most = 100;

    private readonly Lock _lock = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly HashSet<Guid> _jobs = [];
    private bool _any = true;

    /// <summary>Notes a changed job; null when any may have changed. Never waits.</summary>
    public void Put(Guid? job)
    {
        if (only is not null && job is not null && job != only) return;
        lock (_lock)
        {
            if (job is { } id)
                _jobs.Add(id);
            else
                _any = true;
            _any |= _jobs.Count > Most;
            if (_any)
                _jobs.Clear();
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Waits until something has changed, and takes it all.</summary>
    public async ValueTask<JobChange> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_any || _jobs.Count > 0)
                {
                    var change = _any ? JobChange.Any : new JobChange([.. _jobs]);
                    _any = false;
                    _jobs.Clear();
                    return change;
                }
            }

            await _signal.Reader.ReadAsync(cancellationToken);
        }
    }
}
