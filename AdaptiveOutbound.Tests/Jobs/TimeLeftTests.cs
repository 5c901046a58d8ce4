using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Jobs;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Jobs;

/// <summary>What a job says of the time that it still takes.</summary>
internal sealed class TimeLeftTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void A_job_that_runs_goes_on_at_its_pace() => Assert.That(Left(Job(processed: 25, ran: 50)), Is.EqualTo(150));

    [Test]
    public void What_a_limit_let_through_in_a_burst_lasts_until_the_next() =>
        Assert.That(Left(Job(processed: 60, ran: 3, rests: 57, WaitReasons.RateLimit)), Is.EqualTo(57 + 40), "60 a minute: 57 s until the next burst, then 40 more");

    [Test]
    public void A_wait_of_another_kind_comes_once() =>
        Assert.That(Left(Job(processed: 50, ran: 50, rests: 3600, WaitReasons.ProviderCredits)), Is.EqualTo(3600 + 50));

    [Test]
    public void A_pace_that_is_not_known_yet_says_nothing() =>
        Assert.That(new[] { Left(Job(processed: 0, ran: 50)), Left(Job(processed: 100, ran: 50)), Left(Job(processed: 10, ran: 0)) }, Is.All.Null);

    private static int? Left(JobRow row) => AdaptiveOutbound.Jobs.Jobs.JobProgress.From(row).EtaSeconds;

    private static JobRow Job(int processed, int ran, int? rests = null, string? reason = null) => new()
    {
        Id = Guid.Empty, Type = JobTypes.EnrichAccounts, Name = "Enrich", Queue = LaneQueues.Bulk, Priority = 5, Status = JobStatus.Processing, Payload = "{}", Total = 100,
        Processed = processed, Failed = 0, Enriched = processed, NoMatch = 0, Skipped = 0, Unknown = 0, Calls = processed, CacheHits = 0, Credits = 0, Attempts = 1, MaxAttempts = 5,
        CreatedAt = Now, StartedAt = Now.AddSeconds(-ran),
        Standing = new(Now, WorkerAlive: true, LaneRuns: false, OnlyRetriesLeft: false, FollowsOpenJob: false) { LaneRestsUntil = rests is { } s ? Now.AddSeconds(s) : null, LaneReason = reason },
    };
}
