using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Schedules;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Schedules;

/// <summary>What a schedule does when its time comes.</summary>
internal sealed class FireScheduleTests
{
    private ScheduleHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await ScheduleHost.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task It_makes_a_job_in_the_transaction_that_moves_it_and_not_before_its_time()
    {
        await _host.AccountsAsync(null, 10);
        var schedule = await _host.ScheduleAsync("0 3 * * *", "Europe/Berlin", w => w with { Priority = 7, MaxCredits = 50 });

        Assert.That(await _host.Get<FireSchedule>().ExecuteAsync(_host.Workspace, schedule.Id, CancellationToken.None), Is.Null, "it is not due");
        Assert.That(await _host.FireAtNextAsync(schedule.Id), Is.EqualTo("started"));
        Assert.That(await _host.Get<FireSchedule>().ExecuteAsync(_host.Workspace, schedule.Id, CancellationToken.None), Is.Null, "it has moved");

        var after = await _host.FindAsync(schedule.Id);
        Assert.That((after.LastRunAt, after.NextRunAt), Is.EqualTo((schedule.NextRunAt, schedule.NextRunAt!.Value.AddDays(1))));
        Assert.That(await _host.AskAsync<string>($"SELECT name || ' ' || priority || ' ' || total || ' ' || trim_scale(max_credits) || ' ' || created_by FROM outbound.jobs WHERE id = '{after.LastJobId}' AND schedule_id = '{schedule.Id}'"),
            Is.EqualTo("Nightly 7 2 50 ada@company.example"));
    }

    [Test]
    public async Task Its_budget_takes_the_oldest_answers_first_and_no_more_than_it_can_pay()
    {
        await _host.AccountsAsync(100, 300, null, 200, 20);
        var schedule = await _host.ScheduleAsync(with: w => w with { MaxCredits = 3, Filter = new(Stale: true) });

        await _host.FireAtNextAsync(schedule.Id);

        Assert.That(await _host.AskAsync<string>("SELECT string_agg(a.domain, ' ' ORDER BY i.rank, i.id) FROM outbound.job_items i JOIN outbound.accounts a ON a.id = i.record_id"), Is.EqualTo("c3.example c2.example c4.example"));
        Assert.That((await _host.Get<ReadSchedules>().EstimateAsync(_host.Workspace, schedule, CancellationToken.None)).Estimate, Has.Property("Records").EqualTo(3).And.Property("MaxCredits").EqualTo(3m));
    }

    [Test]
    public async Task A_filter_by_age_takes_the_answers_that_are_older_and_asks_them_anew()
    {
        await _host.AccountsAsync(null, 10, 40);
        var schedule = await _host.ScheduleAsync(with: w => w with { Filter = new(OlderThanDays: 30) });

        await _host.FireAtNextAsync(schedule.Id);

        Assert.That(await _host.AskAsync<string>("SELECT string_agg(a.domain, ' ') || (max(j.payload ->> 'refresh')) FROM outbound.job_items i JOIN outbound.accounts a ON a.id = i.record_id JOIN outbound.jobs j ON j.id = i.job_id"), Is.EqualTo("c3.exampletrue"));
    }

    [Test]
    public async Task While_its_job_runs_a_time_is_left_out_or_queues_as_it_says()
    {
        await _host.AccountsAsync(1);
        var (skips, queues) = (await _host.ScheduleAsync(), await _host.ScheduleAsync(with: w => w with { Overlap = "queue" }));

        foreach (var schedule in new[] { skips, queues }) await _host.FireAtNextAsync(schedule.Id);

        Assert.That(await _host.FireAtNextAsync(skips.Id), Is.EqualTo("overlap"));
        Assert.That(await _host.FireAtNextAsync(queues.Id), Is.EqualTo("started"));
        for (var n = 2; n < FireSchedule.MostOpen; n++) await _host.FireAtNextAsync(queues.Id);
        Assert.That(await _host.FireAtNextAsync(queues.Id), Is.EqualTo("overlap"), "a queue has an end");
        await _host.EndJobsAsync();
        await _host.FireAtNextAsync(queues.Id);
        Assert.That(await _host.Get<FireSchedule>().ExecuteAsync(_host.Workspace, skips.Id, CancellationToken.None), Is.EqualTo("started"));
    }

    [Test]
    public async Task Times_that_passed_while_nothing_ran_are_left_out_or_made_up_for_once()
    {
        await _host.AccountsAsync(1);
        var (once, skips) = (await _host.ScheduleAsync(), await _host.ScheduleAsync(with: w => w with { Missed = "skip" }));
        var late = TimeSpan.FromHours(30);

        Assert.That(await _host.FireAtNextAsync(once.Id, late), Is.EqualTo("started"));
        Assert.That(await _host.Get<FireSchedule>().ExecuteAsync(_host.Workspace, skips.Id, CancellationToken.None), Is.EqualTo("missed"));

        foreach (var id in new[] { once.Id, skips.Id }) Assert.That((await _host.FindAsync(id)).NextRunAt, Is.EqualTo(once.NextRunAt!.Value.AddHours(31)));
        Assert.That(await _host.AskAsync<long>("SELECT count(*) FROM outbound.jobs"), Is.EqualTo(1));
        await _host.EndJobsAsync();
        Assert.That(await _host.FireAtNextAsync(skips.Id, TimeSpan.FromMinutes(9)), Is.EqualTo("started"), "a little late is not missed");
    }

    [Test]
    public async Task Without_records_it_says_so_and_makes_no_job()
    {
        var schedule = await _host.ScheduleAsync(with: w => w with { Filter = new("nobody") });

        Assert.That(await _host.FireAtNextAsync(schedule.Id), Is.EqualTo("nothing_to_do"));
        Assert.That((await _host.Get<ReadSchedules>().RunsAsync(_host.Workspace, schedule.Id, null, 10, CancellationToken.None)).Data.Single(), Has.Property("JobId").Null.And.Property("Message").Contain("No record"));
    }

    [Test]
    public async Task Without_its_key_it_waits_with_a_message_and_an_alert_until_there_is_one()
    {
        await _host.AccountsAsync(1);
        var schedule = await _host.ScheduleAsync(with: w => w with { Provider = null });
        await _host.Get<RemoveKey>().ExecuteAsync(_host.Workspace, "apollo", "ada", CancellationToken.None);

        Assert.That(await _host.FireAtNextAsync(schedule.Id), Is.EqualTo("waits"));
        Assert.That((await _host.FindAsync(schedule.Id)).WaitingMessage, Does.Contain("no key"));
        Assert.That(await _host.AskAsync<string>("SELECT code || ': ' || message FROM outbound.alerts WHERE ends_at IS NULL"), Does.StartWith("schedule: The schedule “Nightly” waits. The workspace has no key"));

        await _host.Get<SetKey>().ExecuteAsync(_host.Workspace, "apollo", "live-0123456789-ANOTHER".AsMemory(), "ada", CancellationToken.None);
        Assert.That(await _host.FireAtNextAsync(schedule.Id), Is.EqualTo("started"));
        Assert.That((await _host.FindAsync(schedule.Id)).WaitingMessage, Is.Null);
        Assert.That(await _host.AskAsync<long>("SELECT count(*) FROM outbound.alerts WHERE ends_at IS NULL OR ends_at > now()"), Is.Zero);
    }

    [Test]
    public async Task Without_who_it_runs_for_it_waits_until_an_admin_takes_it_over()
    {
        await _host.AccountsAsync(1);
        var (gone, revoked) = (await _host.ScheduleAsync(owner: new("ben@company.example", Guid.CreateVersion7(), null)), await _host.ScheduleAsync(owner: new("token old", null, Guid.CreateVersion7())));

        Assert.That((await _host.FireAtNextAsync(gone.Id), await _host.Get<FireSchedule>().ExecuteAsync(_host.Workspace, revoked.Id, CancellationToken.None)), Is.EqualTo(("waits", "waits")));
        Assert.That((await _host.FindAsync(gone.Id)).WaitingMessage, Does.Contain("ben@company.example").And.Contain("takes it over"));
        await _host.Get<SaveSchedule>().EnableAsync(_host.Workspace, gone.Id, true, _host.Ada, CancellationToken.None);
        Assert.That(await _host.FireAtNextAsync(gone.Id), Is.EqualTo("started"));
    }

    [Test]
    public async Task A_budget_below_the_price_of_one_record_waits_with_the_reason()
    {
        await _host.AccountsAsync(1);
        var schedule = await _host.ScheduleAsync(with: w => w with { MaxCredits = 0.5m });

        Assert.That(await _host.FireAtNextAsync(schedule.Id), Is.EqualTo("waits"));
        Assert.That((await _host.FindAsync(schedule.Id)).WaitingMessage, Does.Contain("may cost 1 credits"));
    }

    [Test]
    public async Task Paused_it_fires_never_and_a_changed_zone_counts_from_now()
    {
        await _host.AccountsAsync(1);
        var schedule = await _host.ScheduleAsync("0 9 * * *", "Asia/Tokyo");
        var save = _host.Get<SaveSchedule>();

        var paused = await save.EnableAsync(_host.Workspace, schedule.Id, false, _host.Ada, CancellationToken.None);
        _host.Clock.Advance(TimeSpan.FromDays(3));
        Assert.That((paused!.NextRunAt, await _host.Get<FireSchedule>().ExecuteAsync(_host.Workspace, schedule.Id, CancellationToken.None)), Is.EqualTo(((DateTimeOffset?)null, (string?)null)));
        var moved = (SaveScheduleResult.Saved)await save.ChangeAsync(_host.Workspace, schedule.Id, new WantedSchedule("Nightly", "0 9 * * *", "America/New_York", "enrich_accounts", new()), null, _host.Ada, CancellationToken.None);

        Assert.That(moved.Schedule.NextRunAt, Is.EqualTo(new DateTimeOffset(2026, 3, 4, 14, 0, 0, TimeSpan.Zero)));
    }

    [Test]
    public async Task A_change_that_leaves_its_times_does_not_take_back_a_firing()
    {
        await _host.AccountsAsync(1);
        var schedule = await _host.ScheduleAsync();
        await _host.FireAtNextAsync(schedule.Id);
        var moved = (await _host.FindAsync(schedule.Id)).NextRunAt;

        await _host.Get<SaveSchedule>().ChangeAsync(_host.Workspace, schedule.Id, new WantedSchedule("Renamed", "0 * * * *", "UTC", "enrich_accounts", new()), schedule.Revision, _host.Ada, CancellationToken.None);

        Assert.That((await _host.FindAsync(schedule.Id)), Has.Property("NextRunAt").EqualTo(moved).And.Property("Name").EqualTo("Renamed"));
    }
}
