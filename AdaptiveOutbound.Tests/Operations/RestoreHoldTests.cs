using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Jobs.Schedules;
using AdaptiveOutbound.Tests.Schedules;
using AdaptiveOutbound.Tests.Support;
using AdaptiveOutbound.Web.Pages.Parts;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Operations;

/// <summary>After a restore nothing works until a person says so, and then what the restore had stopped.</summary>
internal sealed class RestoreHoldTests
{
    private readonly string _files = Directory.CreateTempSubdirectory("outbound-holds-").FullName;
    private ScheduleHost _host = null!;
    private (Guid Runs, Guid IsOff) _schedules;
    private (Guid Runs, Guid IsPaused) _jobs;

    [SetUp]
    public async Task WorkAsync()
    {
        _host = await BackedUp.FillAsync();
        _schedules = ((await _host.ScheduleAsync()).Id, (await _host.ScheduleAsync(with: s => s with { Enabled = false })).Id);
        await _host.FireAtNextAsync(_schedules.Runs);
        var runs = await _host.AskAsync<Guid>("SELECT id FROM outbound.jobs");
        var lane = await _host.Get<JobWriter>().LaneAsync(_host.Workspace, "test", "", CancellationToken.None);
        var paused = Guid.CreateVersion7();
        await _host.Get<JobWriter>().WriteAsync(_host.Workspace, [new NewJob(paused, lane, "test", "Test", "{}", 1, 1)], [new NewItem(Guid.CreateVersion7(), paused, lane, Guid.CreateVersion7(), 5)], CancellationToken.None);
        await _host.Get<PauseJob>().ExecuteAsync(_host.Workspace, paused, CancellationToken.None);
        _jobs = (runs, paused);
        await TakeAsync(runs);
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [OneTimeTearDown]
    public void Tidy() => Directory.Delete(_files, recursive: true);

    [Test]
    public async Task After_a_restore_all_rests_and_resuming_gives_back_what_the_restore_stopped()
    {
        await BackUpAndRestoreAsync("once.zip");

        Assert.That(await _host.AskAsync<string>("SELECT string_agg(DISTINCT status, ' ') FROM outbound.jobs"), Is.EqualTo("paused"));
        Assert.That(await _host.AskAsync<bool>("SELECT bool_and(paused) FROM outbound.lanes"), Is.True);
        Assert.That(await _host.AskAsync<bool>("SELECT bool_or(enabled) OR count(next_run_at) > 0 FROM outbound.schedules"), Is.False);
        Assert.That(await _host.AskAsync<string>("SELECT c.status || ' ' || i.state || ' ' || l.state FROM outbound.chunks c, outbound.provider_lookups l, (SELECT state FROM outbound.job_items ORDER BY rank LIMIT 1) i"), Is.EqualTo("lost 0 4"), "what was under way counts as paid, and its item is taken back");
        Assert.That(await _host.AskAsync<string>("SELECT message FROM outbound.alerts WHERE code = 'restored'"), Does.Contain("./outbound jobs resume --all"));
        Assert.That(await DueLanesAsync(), Is.Empty);

        var done = await ResumeAsync();

        Assert.That((done.Jobs, done.Schedules), Is.EqualTo((1, 1)));
        Assert.That(await StatusAsync(), Is.EqualTo(("processing", "paused")));
        Assert.That(((await _host.FindAsync(_schedules.Runs)).NextRunAt > _host.Clock.GetUtcNow(), (await _host.FindAsync(_schedules.IsOff)).Enabled), Is.EqualTo((true, false)));
        Assert.That(await DueLanesAsync(), Is.Not.Empty);
        Assert.That(await _host.AskAsync<long>("SELECT count(*) FROM outbound.alerts WHERE code = 'restored'"), Is.Zero);
        Assert.That(await Resume().FindAsync(CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task New_work_rests_too_until_a_person_says_so()
    {
        await BackUpAndRestoreAsync("new.zip");
        await _host.RunAsync("UPDATE outbound.workspace_settings SET auto_enrich = true");
        await _host.RunAsync("INSERT INTO outbound.changed_records (workspace_id, kind, record_id, changed_at) SELECT workspace_id, 0, id, now() - interval '1 hour' FROM outbound.accounts LIMIT 5");
        var changed = new ChangedRecords(_host.Database.App, _host.Database.System);

        var lane = await _host.Get<JobWriter>().LaneAsync(_host.Workspace, "later", "", CancellationToken.None);
        var job = Guid.CreateVersion7();
        await _host.Get<JobWriter>().WriteAsync(_host.Workspace, [new NewJob(job, lane, "later", "Later", "{}", 1, 1)], [new NewItem(Guid.CreateVersion7(), job, lane, Guid.CreateVersion7(), 5)], CancellationToken.None);

        Assert.That(await DueLanesAsync(), Is.Empty);
        Assert.That((await ReadAsync(job)).WaitingFor!.Reason, Is.EqualTo(WaitReasons.Restored));
        Assert.That(await changed.DueAsync(TimeSpan.Zero, TimeSpan.Zero, CancellationToken.None), Is.Empty);
        await ResumeAsync();
        Assert.That(await DueLanesAsync(), Has.Member(lane));
        Assert.That(await changed.DueAsync(TimeSpan.Zero, TimeSpan.Zero, CancellationToken.None), Is.Not.Empty);
    }

    [Test]
    public async Task A_backup_that_was_made_while_all_rested_does_not_make_the_rest_a_persons()
    {
        await BackUpAndRestoreAsync("first.zip");
        await BackUpAndRestoreAsync("second.zip");

        var done = await ResumeAsync();

        Assert.That((done.Jobs, done.Lanes, done.Schedules), Is.EqualTo((1, 2, 1)));
        Assert.That(await StatusAsync(), Is.EqualTo(("processing", "paused")));
    }

    [Test]
    public async Task What_waits_because_of_a_restore_says_so_and_what_a_person_paused_does_not()
    {
        await _host.RunAsync($"UPDATE outbound.jobs SET status = 'processing', started_at = now() - interval '1 minute', total = 9, processed = 3 WHERE id = '{_jobs.Runs}'");
        await BackUpAndRestoreAsync("reasons.zip");
        Assert.That((await ReadAsync(_jobs.Runs)).WaitingFor, Is.EqualTo(new WaitingFor("restored", "The database was restored from a backup: work rests until an operator lets it go on (./outbound jobs resume --all).", null)));
        Assert.That(JobActions.Of(await ReadAsync(_jobs.Runs), []), Is.Empty, "resumed alone it would only wait in its lane");

        await _host.Get<ResumeJob>().ExecuteAsync(_host.Workspace, _jobs.Runs, CancellationToken.None);
        await _host.Get<ResumeJob>().ExecuteAsync(_host.Workspace, _jobs.IsPaused, CancellationToken.None);
        var (runs, other) = (await ReadAsync(_jobs.Runs), await ReadAsync(_jobs.IsPaused));
        await _host.Get<PauseJob>().ExecuteAsync(_host.Workspace, _jobs.IsPaused, CancellationToken.None);

        Assert.That((runs.Status, runs.WaitingFor!.Reason, runs.Progress.EtaSeconds, other.WaitingFor!.Reason), Is.EqualTo(("processing", "restored", (int?)null, "restored")));
        Assert.That((await ReadAsync(_jobs.IsPaused)).WaitingFor, Is.Null, "a person paused it");
        await ResumeAsync();
        Assert.That((await ReadAsync(_jobs.Runs)).WaitingFor?.Reason, Is.EqualTo(WaitReasons.Worker));
    }

    [Test]
    public async Task What_is_said_to_rest_is_what_goes_on()
    {
        await BackUpAndRestoreAsync("counts.zip");
        var hold = (await Resume().FindAsync(CancellationToken.None))!;
        var first = await Resume().CountAsync(hold, CancellationToken.None);

        await _host.Get<ResumeJob>().ExecuteAsync(_host.Workspace, _jobs.Runs, CancellationToken.None);
        await _host.Get<ResumeJob>().ExecuteAsync(_host.Workspace, _jobs.IsPaused, CancellationToken.None);
        var then = await Resume().CountAsync(hold, CancellationToken.None);
        var done = await ResumeAsync();

        Assert.That((first, then), Is.EqualTo((new RestingWork(1, 1), new RestingWork(2, 1))), "both rest with their lanes");
        Assert.That((done.Jobs, done.Schedules), Is.EqualTo((2, 1)));
    }

    [Test]
    public async Task Who_follows_jobs_is_told_when_the_rest_has_ended()
    {
        await using var follower = await _host.Database.App.OpenConnectionAsync();
        var heard = new List<string>();
        follower.Notification += (_, e) => heard.Add(e.Payload);
        await using (var listen = new Npgsql.NpgsqlCommand($"LISTEN {JobChanges.Channel}", follower)) await listen.ExecuteNonQueryAsync();

        await new HoldRows(_host.Database.App, _host.Database.System).EndAsync("a.zip", "ada", "{}", CancellationToken.None);

        Assert.That(await follower.WaitAsync(TimeSpan.FromSeconds(30)), Is.True);
        Assert.That(heard, Is.EqualTo(new[] { $"{_host.Workspace}:" }));
    }

    [Test]
    public async Task While_work_rests_nobody_dismisses_that_it_does()
    {
        await BackUpAndRestoreAsync("dismiss.zip");
        var alerts = new AlertRows(_host.Database.App);
        var alert = await _host.AskAsync<Guid>("SELECT id FROM outbound.alerts WHERE code = 'restored'");

        Assert.That(await alerts.DismissAsync(_host.Workspace, alert, "ada", _host.Clock.GetUtcNow(), CancellationToken.None), Is.False);
        Assert.That((await new MemberRows(_host.Database.App).AroundAsync(BackedUp.Ada, CancellationToken.None)).Rests, Is.True);
        await _host.RunAsync("INSERT INTO outbound.deployment_events (kind, name) VALUES ('resumed', 'by hand')");

        Assert.That((await new MemberRows(_host.Database.App).AroundAsync(BackedUp.Ada, CancellationToken.None)).Rests, Is.False);
        Assert.That(await alerts.DismissAsync(_host.Workspace, alert, "ada", _host.Clock.GetUtcNow(), CancellationToken.None), Is.True);
    }

    [Test]
    public async Task What_the_provider_says_was_spent_stands_beside_what_the_ledger_holds()
    {
        await BackUpAndRestoreAsync("spent.zip");
        var spent = new ReadSpent(new HoldRows(_host.Database.App, _host.Database.System), _host.Get<ListKeys>(), _host.Get<ProviderCredits>(), new ProviderCountRows(_host.Database.App), _host.Clock);

        var line = (await spent.ExecuteAsync(CancellationToken.None)).Single();

        Assert.That((line.Workspace, line.Provider, line.Booked), Is.EqualTo(("demo", "apollo", (decimal?)4)));
        Assert.That(line.Taken, Is.EqualTo(100_500 - line.CreditsLeft));
        Assert.That(line.Message, Does.StartWith($"Its own counter fell by {line.Taken:0.####} credits since ").And.EndsWith("the ledger holds 4 of them."));
    }

    // One of the job's items is with a worker, who has asked about it and not yet heard.
    private async Task TakeAsync(Guid job)
    {
        var chunk = Guid.CreateVersion7();
        await _host.RunAsync($"INSERT INTO outbound.chunks (id, workspace_id, lane_id, slot, status, items, created_at) SELECT '{chunk}', workspace_id, lane_id, 0, 'processing', 1, now() FROM outbound.jobs WHERE id = '{job}'");
        await _host.RunAsync($"UPDATE outbound.job_items SET state = 1, chunk_id = '{chunk}', attempts = 1 WHERE id = (SELECT min(id::text)::uuid FROM outbound.job_items WHERE job_id = '{job}')");
        await _host.RunAsync($"""
            INSERT INTO outbound.provider_lookups (id, workspace_id, provider, endpoint, question, input, state, credits_reserved, credits_charged, job_id, chunk_id, asked_at)
            SELECT gen_random_uuid(), workspace_id, 'apollo', 'organizations', '\x01', 'a.example', 0, 1, 0, id, '{chunk}', now() FROM outbound.jobs WHERE id = '{job}'
            """);
    }

    private async Task BackUpAndRestoreAsync(string name)
    {
        var file = Path.Combine(_files, name);
        await _host.Database.BackUpAsync(file, new BackupWish(Overwrites: true, Format: BackupFormat.Copy));
        await _host.Database.RestoreAsync(file);
    }

    private async Task<JobView> ReadAsync(Guid job) => (await _host.Get<ReadJobs>().FindAsync(_host.Workspace, job, CancellationToken.None))!;

    private ResumeHeld Resume() => new(_host.Get<OutboundDatabase>(), new HoldRows(_host.Database.App, _host.Database.System), _host.Get<ScheduleRows>(), _host.Get<ScheduleTimes>(), _host.Clock);

    private async Task<ResumedWork> ResumeAsync() => await Resume().ExecuteAsync((await Resume().FindAsync(CancellationToken.None))!, "test", CancellationToken.None);

    private async Task<(string, string)> StatusAsync() =>
        (await _host.AskAsync<string>($"SELECT status FROM outbound.jobs WHERE id = '{_jobs.Runs}'"), await _host.AskAsync<string>($"SELECT status FROM outbound.jobs WHERE id = '{_jobs.IsPaused}'"));

    private async Task<IEnumerable<Guid>> DueLanesAsync() => (await _host.Get<ReconcileStore>().DueLanesAsync(CancellationToken.None)).Select(lane => lane.LaneId);
}
