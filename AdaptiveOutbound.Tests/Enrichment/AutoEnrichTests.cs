using System.Globalization;
using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Tests.Schedules;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Enrichment;

/// <summary>Records that enrich themselves where the workspace says so.</summary>
internal sealed class AutoEnrichTests
{
    private ScheduleHost _host = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await ScheduleHost.StartAsync(processes: 2);
        await _host.RunAsync("UPDATE outbound.workspace_settings SET auto_enrich = true");
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task A_burst_of_changes_becomes_one_job_when_it_is_over_whichever_process_looks()
    {
        await NoteAsync(30, "2 seconds");
        await LookAsync();
        Assert.That(await CountAsync("jobs"), Is.Zero, "it may go on");
        await _host.RunAsync("UPDATE outbound.changed_records SET changed_at = now() - interval '11 seconds'");

        await LookAsync();

        Assert.That(await _host.AskAsync<string>("SELECT name || ', ' || total || ', ' || created_by FROM outbound.jobs"), Is.EqualTo("Enrich 30 accounts that changed, 30, auto-enrich"));
        Assert.That((await CountAsync("job_items"), await CountAsync("changed_records")), Is.EqualTo((30, 0)));
    }

    [Test]
    public async Task Changes_without_end_are_taken_after_a_minute_and_a_record_that_is_gone_is_not()
    {
        await NoteAsync(3, "61 seconds");
        await NoteAsync(2, "0 seconds");
        await _host.RunAsync("DELETE FROM outbound.accounts WHERE id = (SELECT record_id FROM outbound.changed_records ORDER BY changed_at LIMIT 1)");

        await LookAsync();

        Assert.That(await _host.AskAsync<string>("SELECT string_agg(total::text, ' ') FROM outbound.jobs"), Is.EqualTo("4"));
    }

    [Test]
    public async Task Without_anybody_to_ask_they_wait_an_alert_says_so_and_goes_with_the_key()
    {
        await NoteAsync(1, "20 seconds");
        await _host.RunAsync("UPDATE outbound.workspace_settings SET keys = jsonb_set(keys, '{apollo,status}', '\"rejected\"')");

        await LookAsync();
        Assert.That((await CountAsync("jobs"), await CountAsync("changed_records"), await CountAsync("alerts WHERE code = 'auto_enrich'")), Is.EqualTo((0, 1, 1)));
        await _host.Get<SetKey>().ExecuteAsync(_host.Workspace, "apollo", "live-0123456789-ANOTHER".AsMemory(), "ada", CancellationToken.None);
        _host.Clock.Advance(TimeSpan.FromMinutes(2));
        await LookAsync();

        Assert.That((await CountAsync("jobs"), await CountAsync("alerts WHERE code = 'auto_enrich'")), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task Who_has_asked_a_provider_gets_no_invented_data_when_the_key_goes()
    {
        await NoteAsync(1, "20 seconds");
        await _host.Get<RemoveKey>().ExecuteAsync(_host.Workspace, "apollo", "ada", CancellationToken.None);
        await _host.RunAsync($"INSERT INTO outbound.usage_daily (workspace_id, provider, day, calls, lookups, matched, cache_hits, credits) VALUES ('{_host.Workspace}', 'apollo', '2026-01-01', 1, 1, 1, 0, 1)");

        await LookAsync();
        Assert.That((await CountAsync("jobs"), await CountAsync("alerts WHERE code = 'auto_enrich'")), Is.EqualTo((0, 1)));

        await _host.RunAsync("DELETE FROM outbound.usage_daily");
        _host.Clock.Advance(TimeSpan.FromMinutes(2));
        await LookAsync();
        Assert.That(await _host.AskAsync<string>("SELECT payload ->> 'provider' FROM outbound.jobs"), Is.EqualTo("sandbox"), "who only tries it out goes on");
    }

    [Test]
    public async Task Turned_off_nothing_is_noted_and_what_waited_no_longer_does()
    {
        await NoteAsync(2, "0 seconds");
        var settings = _host.Get<ChangeSettings>();
        await settings.ExecuteAsync(_host.Workspace, new WantedSettings(false, false, null, new FreshnessDays(90, 14), "UTC"), null, "ada", CancellationToken.None);
        Assert.That(await CountAsync("changed_records"), Is.Zero);

        await NoteAsync(2, "0 seconds");

        Assert.That(await CountAsync("changed_records"), Is.Zero);
    }

    // New accounts, noted as those who change records do it.
    private async Task NoteAsync(int count, string ago)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToArray();
        await _host.Database.Owner.ExecuteAsync("""
            INSERT INTO outbound.accounts (id, workspace_id, domain, fields, provenance, created_at, updated_at) SELECT id, $1, id || '.example', '{}', '{}', now(), now() FROM unnest($2::uuid[]) id
            """, CancellationToken.None, _host.Workspace, ids);
        await using var connection = await _host.Database.Owner.OpenConnectionAsync();
        await ChangedRecords.NoteAsync(connection, _host.Workspace, RecordKind.Account, ids, CancellationToken.None);
        await _host.Database.Owner.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"UPDATE outbound.changed_records SET changed_at = now() - interval '{ago}' WHERE record_id = ANY ($1)"), CancellationToken.None, ids);
    }

    private Task LookAsync() => Task.WhenAll(_host.Get<AutoEnrichLoop>(0).RunOnceAsync(CancellationToken.None), _host.Get<AutoEnrichLoop>(1).RunOnceAsync(CancellationToken.None));

    private async Task<int> CountAsync(string what) => await _host.AskAsync<int>($"SELECT count(*)::int FROM outbound.{what}");
}
