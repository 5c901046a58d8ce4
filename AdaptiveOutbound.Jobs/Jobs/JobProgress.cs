using AdaptiveOutbound.Data.Jobs;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>How far a job is.</summary>
/// <param name="Percentage">0 to 100 with one decimal; 100 only when nothing is left.</param>
/// <param name="EtaSeconds">By the pace so far, with the waits of its limit; null when that is unknown.</param>
public sealed record JobProgress(int Total, int Processed, int Failed, decimal Percentage, string Message, int? EtaSeconds)
{
    public static JobProgress From(JobRow row) =>
        new(row.Total, row.Processed, row.Failed, Percent(row), row.ProgressMessage ?? Words(row), Eta(row));

    private static decimal Percent(JobRow row) => row.Total <= 0
        ? row.CompletedAt is not null && row.Status != JobStatus.Cancelled ? 100 : 0
        : Math.Min(100, decimal.Floor(row.Processed * 1000m / row.Total) / 10);

    private static string Words(JobRow row) => row.Status switch
    {
        JobStatus.Pending => "Not started",
        JobStatus.Cancelled => $"Cancelled after {row.Processed} of {row.Total}",
        JobStatus.Paused => $"Paused after {row.Processed} of {row.Total}",
        _ => $"{row.Processed} of {row.Total}",
    };

    private static int? Eta(JobRow row)
    {
        var now = row.Standing.Now;
        if (row.Status != JobStatus.Processing || row.Processed <= 0 || row.Processed >= row.Total || row.StartedAt is not { } started || started >= now || row.Standing.RestsAfterRestore)
            return null;

        // What a limit lets through in one burst has to last until the next: that wait belongs to the pace. A wait of another kind comes once, before what is left.
        var resumes = row.Standing.LaneRestsUntil ?? now;
        var paced = row.Standing.LaneReason == WaitReasons.RateLimit ? resumes : now;
        var seconds = (resumes - now).TotalSeconds + (paced - started).TotalSeconds / row.Processed * (row.Total - row.Processed);
        return (int)Math.Ceiling(Math.Min(seconds, int.MaxValue));
    }
}
