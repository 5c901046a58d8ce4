using System.Globalization;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Jobs;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>What is said of one stage of a run.</summary>
internal static class StageLine
{
    public static string Name(JobView job) => job.Type switch
    {
        JobTypes.ImportCsv => "Import",
        JobTypes.ExportData => "Export",
        _ => "Enrich",
    };

    /// <summary>Counts, pace and the time left, or why it waits.</summary>
    /// <param name="pace">Records a second.</param>
    public static string Note(JobView job, double pace)
    {
        var done = string.Create(CultureInfo.InvariantCulture, $"{job.Progress.Processed} of {job.Progress.Total}");
        if (job.HasEnded) return job.Status == JobStatus.Completed ? done : $"{done}, {job.Status.Replace('_', ' ')}";
        // That it has its turn after the stage before it goes without saying.
        if (job.WaitingFor is { Reason: not WaitReasons.FairShare } wait) return $"{done}, waits: {wait.Message}{Jobs.JobReports.Until(wait)}";
        if (job.Status == JobStatus.Paused) return $"{done}, paused";
        if (pace <= 0) return done;
        var left = job.Progress.Total - job.Progress.Processed;
        return string.Create(CultureInfo.InvariantCulture, $"{done}, {pace:0.#} rows/s{(left > 0 ? $", {Duration(left / pace)} left" : "")}");
    }

    /// <summary>A time for people.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds):0} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 60):0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
    };
}
