namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>What a follower has been told of jobs that are open, so that it is told only what is new.</summary>
internal sealed class SeenJobs
{
    /// <summary>With more than these all is forgotten: a state told twice does no harm.</summary>
    private const int Most = 1_000;

    private readonly Dictionary<Guid, JobView> _open = [];

    public IEnumerable<Guid> Open => _open.Keys;

    /// <summary>Whether the job stands otherwise than was told; notes it as told.</summary>
    public bool IsNews(JobView job)
    {
        var before = _open.GetValueOrDefault(job.Id);
        if (job.HasEnded)
            _open.Remove(job.Id);
        else if (_open.Count < Most)
            _open[job.Id] = job;
        else
            _open.Clear();
        // A result holds its document, which is never equal to another's.
        return before is null || before with { Result = null } != job with { Result = null } || before.Result?.GetRawText() != job.Result?.GetRawText();
    }
}
