using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Credits;

/// <summary>Limits of credits, with real workers and a provider that counts what it charges.</summary>
internal sealed class BudgetTests
{
    private SandboxServer _provider = null!;

    [SetUp]
    public async Task StartAsync() => _provider = await SandboxServer.StartAsync(
        new SandboxOptions { Key = "live", LimitPerMinute = null, MatchShare = 1, Latency = TimeSpan.FromMilliseconds(20) }, TimeProvider.System, CancellationToken.None);

    [TearDown]
    public ValueTask StopAsync() => _provider.DisposeAsync();

    [Test]
    public async Task At_the_cap_of_a_month_the_lane_waits_for_the_next_one_and_goes_on_after_a_raise()
    {
        await using var host = await BudgetHost.StartAsync(_provider.BaseUrl, workers: 2);
        await host.LimitAsync(perMonth: 137);
        var job = await host.EnrichAsync(600);
        await host.UntilAsync("SELECT count(*) = 1 FROM outbound.lanes WHERE waiting_reason = 'budget' AND waiting_until = date_trunc('month', now()) + interval '1 month'");
        await host.UntilAsync("SELECT count(*) = 0 FROM outbound.chunks WHERE status IN ('queued', 'processing')");

        Assert.That((_provider.Spent(BudgetHost.Key), await host.HeldAsync()), Is.EqualTo((137, 137m)));
        Assert.That(await host.ReadAsync<decimal>($"SELECT credits FROM outbound.jobs WHERE id = '{job}' AND completed_at IS NULL"), Is.EqualTo(137m));
        var waits = (await host.Get<ReadJobs>().FindAsync(host.Workspace, job, CancellationToken.None))!.WaitingFor!;
        Assert.That((waits.Reason, waits.Message), Is.EqualTo((WaitReasons.Budget, "137 of 137 credits a month are spent. An admin may raise the limit under Settings.")));
        Assert.That(await host.ReadAsync<string>("SELECT string_agg(scope, ', ') FROM outbound.alerts WHERE ends_at > now() AND level = 'error'"), Does.Contain("100% of 137"));

        await host.LimitAsync(perMonth: 1_000);
        await host.EndedAsync(job);

        Assert.That((_provider.Spent(BudgetHost.Key), await host.HeldAsync()), Is.EqualTo((600, 600m)));
        Assert.That(await host.ReadAsync<int>($"SELECT enriched FROM outbound.jobs WHERE id = '{job}'"), Is.EqualTo(600));
        Assert.That(await host.ReadAsync<string>("SELECT string_agg(scope, ', ') FROM outbound.alerts WHERE ends_at > now()"), Does.Contain("50% of 1000").And.Not.Contain("137"));
    }

    [Test]
    public async Task A_job_at_its_cap_waits_and_leaves_its_lane_to_others_until_the_cap_is_raised()
    {
        await using var host = await BudgetHost.StartAsync(_provider.BaseUrl, workers: 1);
        await host.LimitAsync(perJob: 30);
        var large = await host.EnrichAsync(100);
        await host.UntilAsync($"SELECT over_budget FROM outbound.jobs WHERE id = '{large}'");

        var small = await host.EnrichAsync(20);
        await host.EndedAsync(small);

        Assert.That(await host.ReadAsync<decimal>($"SELECT credits FROM outbound.jobs WHERE id = '{large}'"), Is.EqualTo(30m));
        Assert.That((await host.Get<ReadJobs>().FindAsync(host.Workspace, large, CancellationToken.None))!.WaitingFor!.Reason, Is.EqualTo(WaitReasons.Budget));
        Assert.That(await host.ReadAsync<long>($"SELECT count(*) FROM outbound.alerts WHERE code = 'job_budget' AND job_id = '{large}' AND ends_at IS NULL"), Is.EqualTo(1));

        await host.LimitAsync(perJob: 100);
        await host.EndedAsync(large);

        Assert.That((_provider.Spent(BudgetHost.Key), await host.ReadAsync<decimal>($"SELECT credits FROM outbound.jobs WHERE id = '{large}'")), Is.EqualTo((120, 100m)));
        Assert.That(await host.ReadAsync<long>("SELECT count(*) FROM outbound.alerts WHERE code = 'job_budget' AND (ends_at IS NULL OR ends_at > now())"), Is.Zero, "what was said is over");
    }

    [Test]
    public async Task A_job_at_its_own_cap_ends_and_leaves_out_what_it_cannot_pay()
    {
        await using var host = await BudgetHost.StartAsync(_provider.BaseUrl, workers: 2);
        var job = await host.EnrichAsync(100, maxCredits: 30);
        await host.EndedAsync(job);

        Assert.That((_provider.Spent(BudgetHost.Key), await host.HeldAsync()), Is.EqualTo((30, 30m)));
        Assert.That(await host.ReadAsync<string>($"SELECT status || ' ' || processed || ' ' || enriched || ' ' || skipped || ' ' || over_budget FROM outbound.jobs WHERE id = '{job}'"), Is.EqualTo("completed 100 30 70 false"));
        Assert.That(await host.ReadAsync<long>($"SELECT count(*) FROM outbound.job_items WHERE job_id = '{job}' AND error_code = 'budget_spent'"), Is.EqualTo(70));
        await host.UntilAsync("SELECT count(*) = 0 FROM outbound.lanes WHERE cardinality(stopped_jobs) > 0");
        Assert.That(await host.ReadAsync<long>("SELECT count(*) FROM outbound.alerts WHERE code = 'job_budget'"), Is.Zero, "nobody must do anything");
    }

    [Test]
    public async Task A_cap_below_what_is_spent_is_taken_and_nothing_more_is_asked()
    {
        await using var host = await BudgetHost.StartAsync(_provider.BaseUrl, workers: 1);
        await host.EndedAsync(await host.EnrichAsync(40));

        await host.LimitAsync(perDay: 10);
        await host.EnrichAsync(40);
        await host.UntilAsync("SELECT count(*) = 1 FROM outbound.lanes WHERE waiting_reason = 'budget' AND waiting_until = date_trunc('day', now()) + interval '1 day'");

        Assert.That((_provider.Spent(BudgetHost.Key), await host.HeldAsync()), Is.EqualTo((40, 40m)));
        Assert.That(Budget.LeftForJob((await host.Get<BudgetRows>().FindAsync(host.Workspace, UsageDays.Today(TimeProvider.System, "UTC"), CancellationToken.None))!), Is.Zero);
    }
}
