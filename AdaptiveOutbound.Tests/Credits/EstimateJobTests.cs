using AdaptiveOutbound.Data.Limits;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Limits;
using AdaptiveOutbound.Tests.Enrichment;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Credits;

/// <summary>What an estimate says, and that the run keeps to it.</summary>
internal sealed class EstimateJobTests
{
    private const int Accounts = 1_037;
    private SandboxServer _double = null!;

    [OneTimeSetUp]
    public async Task StartDoubleAsync() => _double = await SandboxServer.StartAsync(new SandboxOptions { Key = KeySource.SandboxKey, LimitPerMinute = 200 }, TimeProvider.System, CancellationToken.None);

    [OneTimeTearDown]
    public async Task StopDoubleAsync() => await _double.DisposeAsync();

    [Test]
    public async Task The_run_stays_inside_the_range_and_makes_the_calls_that_were_said()
    {
        await using var host = await EnrichHost.StartAsync(_double.BaseUrl, Accounts);
        var before = await EstimateAsync(host);
        Assert.That(before, Is.EqualTo(new RunEstimate("sandbox", Accounts, 0, 104, 0, Accounts, null, null, null)), "batches of 500, 500 and 37, calls of ten; the limit is not known yet");

        var job = await host.EnrichAsync();
        await host.EndedAsync(job, TimeSpan.FromMinutes(2));

        Assert.That(await host.ReadAsync<int>($"SELECT calls FROM outbound.jobs WHERE id = '{job}'"), Is.EqualTo(before.Calls));
        Assert.That(await host.ReadAsync<decimal>($"SELECT credits FROM outbound.jobs WHERE id = '{job}'"), Is.InRange(before.MinCredits, before.MaxCredits));
        Assert.That(await EstimateAsync(host), Is.EqualTo(new RunEstimate("sandbox", Accounts, Accounts, 0, 0, 0, 0, null, null)), "everything is answered");
        var again = await EstimateAsync(host, refresh: true);
        Assert.That(again, Is.EqualTo(new RunEstimate("sandbox", Accounts, 0, 104, 0, Accounts, again.Seconds, null, null)), "all are asked again");
        Assert.That(again.Seconds, Is.InRange(0, 60), "104 calls of 200 a minute");
    }

    [Test]
    public async Task A_selection_by_id_counts_each_record_once_and_says_which_is_not_there()
    {
        await using var host = await EnrichHost.CreateAsync(_double.BaseUrl, 12);

        var some = await Estimating.Of(host).ExecuteAsync(host.Workspace, new(RecordKind.Account, [.. host.Records.Take(11), host.Records[0]], null, "sandbox"), default);
        var gone = await Estimating.Of(host).ExecuteAsync(host.Workspace, new(RecordKind.Account, [Guid.NewGuid()], null, "sandbox"), default);
        var none = await Estimating.Of(host).ExecuteAsync(host.Workspace, new(RecordKind.Account, null, new("zzz"), "sandbox"), default);

        Assert.That((some.Estimate!.Records, some.Estimate.Calls, some.Estimate.MaxCredits), Is.EqualTo((11, 2, 11m)));
        Assert.That((gone.Refusal!.Code, none.Refusal!.Code), Is.EqualTo(("not_found", "empty_job")));
    }

    [TestCase(0, ExpectedResult = 0, Description = "nothing is asked")]
    [TestCase(40, ExpectedResult = 0, Description = "there is room")]
    [TestCase(41, ExpectedResult = 60)]
    [TestCase(145, ExpectedResult = 120, Description = "40 at once, 60 after a minute, 45 after two")]
    [TestCase(1_100, ExpectedResult = 7_200, Description = "the hour's limit holds longer: 500 at once, 500 after an hour, 100 after two")]
    public double A_limit_makes_calls_last_as_long_as_its_slowest_window(int calls) =>
        TimeAtLimit.Of(calls, new([new WindowRoom(TimeSpan.FromMinutes(1), 60, 40), new WindowRoom(TimeSpan.FromHours(1), 500, 500)], TimeSpan.Zero)).TotalSeconds;

    private static async Task<RunEstimate> EstimateAsync(EnrichHost host, bool refresh = false)
    {
        var (estimate, refusal) = await Estimating.Of(host).ExecuteAsync(host.Workspace, new EnrichRequest(RecordKind.Account, null, new(), "sandbox", refresh), default);
        Assert.That(refusal, Is.Null);
        return estimate!;
    }
}
