using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Web.Pages.Parts;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Pages;

/// <summary>What lets a job go on says the most that it can spend.</summary>
internal sealed class JobActionsTests
{
    private const string Paid = """{"provider":"apollo"}""", Free = """{"provider":"sandbox"}""";
    private const string Feeds = """{"fileId":"0191d5f0-0000-7000-8000-000000000000","fileName":"a.csv","kind":"contacts","map":[],"then":["enrich"],"provider":"apollo","raw":false}""";

    [Test]
    public void A_paid_job_names_what_its_open_items_can_cost_and_the_sandbox_costs_nothing()
    {
        Assert.That(Words(Job(JobTypes.EnrichAccounts, JobStatus.Paused, Paid, 12, 2)), Is.EqualTo("Resume, at most 10 credits"));
        Assert.That(Words(Job(JobTypes.EnrichContacts, JobStatus.Paused, Paid, 1_012, 12)), Is.EqualTo("Resume, at most 2,000 credits"));
        Assert.That(Words(Job(JobTypes.EnrichAccounts, JobStatus.Paused, Free, 12, 2)), Is.EqualTo("Resume, no credits"));
        Assert.That(Words(Job(JobTypes.EnrichAccounts, JobStatus.Processing, Paid, 3, 2) with { WaitingFor = new(WaitReasons.Key, "", null) }), Is.EqualTo("Try now, at most 1 credit|Pause"));
        Assert.That(Words(Job(JobTypes.EnrichAccounts, JobStatus.Completed, Paid, 12, 12, failed: 4)), Is.EqualTo("Retry, at most 4 credits"));
        Assert.That(Words(Job(JobTypes.ExportData, JobStatus.Paused, "{}", 12, 2)), Is.EqualTo("Resume"));
        Assert.That(Words(Job(JobTypes.ImportCsv, JobStatus.DeadLetter, Feeds, 12, 0) with { IsUndone = true }), Is.Empty, "what was undone is not tried again");
        Assert.That(Words(Job(JobTypes.EnrichAccounts, JobStatus.Completed, Paid, 12, 12, failed: 4) with { IsUndone = true }), Is.Empty, "what was reverted is not tried again");
    }

    [Test]
    public void A_run_goes_on_as_a_whole_and_costs_what_its_import_still_brings()
    {
        var import = Job(JobTypes.ImportCsv, JobStatus.Paused, Feeds, 100, 40);
        var enrich = Job(JobTypes.EnrichContacts, JobStatus.Paused, Paid, 40, 10);
        var export = Job(JobTypes.ExportData, JobStatus.Paused, "{}", 100, 0);

        Assert.That(Words(import, import, enrich, export), Is.EqualTo("Resume, at most 180 credits"));
        Assert.That(Words(export, import, enrich, export), Is.EqualTo("Resume, at most 180 credits"));
        Assert.That(Words(import), Is.EqualTo("Resume, at most 200 credits"));
        Assert.That(Words(export, enrich with { CompletedAt = DateTimeOffset.UnixEpoch }, export), Is.EqualTo("Resume"), "what it asked is asked");
        var dead = Job(JobTypes.ImportCsv, JobStatus.DeadLetter, Feeds, 100, 0);
        Assert.That(Words(dead, dead, Job(JobTypes.EnrichContacts, JobStatus.Pending, Paid, 0, 0)), Is.EqualTo("Retry, at most 200 credits"));
    }

    private static string Words(JobView job, params JobView[] run) => string.Join('|', JobActions.Of(job, run.Length == 0 ? [job] : run).Select(action => action.Word));

    private static JobView Job(string type, string status, string payload, int total, int processed, int failed = 0) => new()
    {
        Id = Guid.CreateVersion7(), Type = type, Name = "", Queue = "", Status = status, Priority = 5, Attempts = 0, MaxAttempts = 5,
        Progress = new(total, processed, failed, 0, "", null), Counts = new(total, 0, 0, failed, 0, 0), Credits = 0, WaitingFor = null, OriginId = null, Result = null,
        ErrorCode = null, ErrorMessage = null, CreatedAt = default, ScheduledFor = null, StartedAt = null,
        CompletedAt = status is JobStatus.Completed or JobStatus.DeadLetter ? DateTimeOffset.UnixEpoch : null, NextRetryAt = null, CreatedBy = null, Payload = payload,
    };
}
