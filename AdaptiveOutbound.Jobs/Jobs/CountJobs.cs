using AdaptiveOutbound.Data.Jobs;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>Open jobs by status.</summary>
internal sealed record OpenJobs(int Pending, int Processing, int Paused);

/// <summary>Ended jobs by status.</summary>
internal sealed record EndedJobs(int Completed, int Failed, int Cancelled, int DeadLetter);

/// <summary>How many jobs stand where.</summary>
/// <param name="Open">All that have not ended.</param>
/// <param name="LastDay">Those that were made in the last 24 hours and have ended; of more than 100,000 the newest.</param>
internal sealed record JobStats(OpenJobs Open, EndedJobs LastDay);

/// <summary>Counts a workspace's jobs. Its cost does not grow with the jobs that ended long ago.</summary>
internal sealed class CountJobs(JobHistory history, TimeProvider clock)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public async Task<JobStats> ExecuteAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        var counts = (await history.CountAsync(workspaceId, clock.GetUtcNow() - Day, cancellationToken)).ToDictionary(c => (c.Status, c.IsOpen), c => c.Jobs);
        return new(new(Of(JobStatus.Pending, true), Of(JobStatus.Processing, true), Of(JobStatus.Paused, true)),
            new(Of(JobStatus.Completed, false), Of(JobStatus.Failed, false), Of(JobStatus.Cancelled, false), Of(JobStatus.DeadLetter, false)));

        int Of(string status, bool open) => counts.GetValueOrDefault((status, open));
    }
}
