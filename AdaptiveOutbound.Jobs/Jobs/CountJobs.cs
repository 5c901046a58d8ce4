using AdaptiveOutbound.Data.Jobs;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>Open jobs by status.</summary>
/// <param name="Capped">Counting ended at the newest 10,000: there may be more.</param>
internal sealed record OpenJobs(int Pending, int Processing, int Paused, bool Capped);

/// <summary>The jobs that were made in the last 24 hours.</summary>
/// <param name="Made">How many they are, whether they have ended or not.</param>
/// <param name="Completed">Those of them that have ended so; likewise the other three.</param>
/// <param name="Capped">Counting ended at the newest 10,000: there may be more.</param>
internal sealed record MadeJobs(int Made, int Completed, int Failed, int Cancelled, int DeadLetter, bool Capped);

/// <summary>How many jobs stand where.</summary>
/// <param name="Open">All that have not ended.</param>
/// <param name="LastDay">Those that were made in the last 24 hours. When a job was made its id tells; when it ended no index does.</param>
internal sealed record JobStats(OpenJobs Open, MadeJobs LastDay);

/// <summary>Counts a workspace's jobs. What it costs is bounded, however many there are.</summary>
internal sealed class CountJobs(JobHistory history, TimeProvider clock)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public async Task<JobStats> ExecuteAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        var counts = await history.CountAsync(workspaceId, clock.GetUtcNow() - Day, cancellationToken);
        var made = counts.Where(c => c.OfDay).Sum(c => c.Jobs);
        var open = counts.Where(c => !c.OfDay).Sum(c => c.Jobs);
        return new(new(Open(JobStatus.Pending), Open(JobStatus.Processing), Open(JobStatus.Paused), open >= JobHistory.MostCounted),
            new(made, Ended(JobStatus.Completed), Ended(JobStatus.Failed), Ended(JobStatus.Cancelled), Ended(JobStatus.DeadLetter), made >= JobHistory.MostCounted));

        int Open(string status) => counts.Where(c => c is { IsOpen: true, OfDay: false } && c.Status == status).Sum(c => c.Jobs);

        int Ended(string status) => counts.Where(c => c is { IsOpen: false, OfDay: true } && c.Status == status).Sum(c => c.Jobs);
    }
}
