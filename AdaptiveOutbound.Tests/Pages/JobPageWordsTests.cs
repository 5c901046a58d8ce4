using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Web.Pages.Parts;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Pages;

/// <summary>What the page of a job counts.</summary>
internal sealed class JobPageWordsTests
{
    [Test]
    public void What_a_cancelled_job_did_not_come_to_is_cancelled_and_nothing_is_still_to_do()
    {
        Assert.That(Counted(Job(JobTypes.EnrichAccounts, JobStatus.Cancelled, 3_000, 200)), Is.EqualTo("200 enriched, 2800 cancelled; 0 left"));
        Assert.That(Counted(Job(JobTypes.ExportData, JobStatus.Cancelled, 6_000, 0)), Is.EqualTo("6000 cancelled; 0 left"));
        Assert.That(Counted(Job(JobTypes.EnrichAccounts, JobStatus.Paused, 3_000, 200)), Is.EqualTo("200 enriched; 2800 left"));
        Assert.That(Counted(Job(JobTypes.ImportCsv, JobStatus.DeadLetter, 3_000, 200)), Is.EqualTo("200 done; 2800 left"));
    }

    [Test]
    public void A_pace_is_told_of_a_job_that_runs_and_of_no_other()
    {
        var job = Job(JobTypes.ExportData, JobStatus.Processing, 100_000, 30_494) with { StartedAt = DateTimeOffset.UnixEpoch };
        var (soon, late) = (DateTimeOffset.UnixEpoch.AddSeconds(10), DateTimeOffset.UnixEpoch.AddDays(30));

        Assert.That(Words.Pace(job, soon), Is.EqualTo("3,049.4 rows per second"));
        Assert.That(Words.Pace(job with { WaitingFor = new(WaitReasons.RateLimit, "", null) }, soon), Is.Not.Null);
        Assert.That(Words.Pace(job with { WaitingFor = new(WaitReasons.Key, "", null) }, soon), Is.Null);
        Assert.That(Words.Pace(job with { Status = JobStatus.Paused }, soon), Is.Null);
        Assert.That(Words.Pace(job with { Status = JobStatus.Completed, CompletedAt = soon }, soon), Is.Null);
        Assert.That(Words.Pace(job, late), Is.Null, "0.0 says nothing");
    }

    [Test]
    public void A_clean_up_counts_kinds_of_data_and_says_what_went()
    {
        var job = Job(JobTypes.CleanupData, JobStatus.Completed, 11, 11) with
        {
            CompletedAt = DateTimeOffset.UnixEpoch,
            Result = System.Text.Json.JsonElement.Parse("""{"removed":{"jobs":1200,"jobRows":5000,"answers":3,"exports":1,"uploads":2,"auditEvents":4,"lookups":5}}"""),
        };

        Assert.That((Words.Type(job.Type), Words.Say(job)), Is.EqualTo(("Clean-up", "Completed. 11 of 11 kinds of data.")));
        Assert.That(Counted(job), Is.EqualTo("11 done; 0 left"));
        Assert.That(JobFigures.Of(job).Select(figure => $"{figure.Label} {figure.Value}"), Is.EqualTo(new[] { "Jobs 1,200", "Answers 3", "Files 3", "Other rows 9" }));
    }

    private static string Counted(JobView job) =>
        $"{string.Join(", ", OutcomeBar.Parts(job).Where(part => part.Number > 0).Select(part => $"{part.Number} {part.Word}"))}; {OutcomeBar.Left(job)} left";

    private static JobView Job(string type, string status, int total, int processed) => new()
    {
        Id = Guid.CreateVersion7(), Type = type, Name = "", Queue = "", Status = status, Priority = 5, Attempts = 0, MaxAttempts = 5,
        Progress = new(total, processed, 0, 0, "", null), Counts = new(total, processed, 0, 0, 0, 0), Credits = 0, WaitingFor = null, OriginId = null, Result = null,
        ErrorCode = null, ErrorMessage = null, CreatedAt = default, ScheduledFor = null, StartedAt = null,
        CompletedAt = status is JobStatus.Cancelled or JobStatus.DeadLetter ? DateTimeOffset.UnixEpoch : null, NextRetryAt = null, CreatedBy = null,
    };
}
