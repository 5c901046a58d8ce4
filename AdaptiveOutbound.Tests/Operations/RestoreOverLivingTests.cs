using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Tests.Schedules;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Operations;

/// <summary>A database that went on after its backup: who was shut out since stays out.</summary>
internal sealed class RestoreOverLivingTests
{
    private readonly string _files = Directory.CreateTempSubdirectory("outbound-restores-").FullName;
    private ScheduleHost _host = null!;
    private string _file = null!;

    [SetUp]
    public async Task BackUpAsync()
    {
        _host = await BackedUp.FillAsync();
        _file = Path.Combine(_files, $"{Guid.NewGuid():N}.zip");
        await _host.Database.BackUpAsync(_file, new BackupWish(Format: BackupFormat.Copy));
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [OneTimeTearDown]
    public void Tidy() => Directory.Delete(_files, recursive: true);

    [Test]
    public async Task What_was_revoked_or_replaced_since_the_backup_stays_so()
    {
        await _host.Get<SetKey>().ExecuteAsync(_host.Workspace, "apollo", "live-0123456789-REPLACED".AsMemory(), "ada", CancellationToken.None);
        await _host.RunAsync("UPDATE outbound.api_tokens SET revoked_at = '2026-01-02 03:04:05+00'");
        await _host.RunAsync("UPDATE outbound.users SET password_hash = 'new-hash', is_operator = false");
        await _host.RunAsync("UPDATE outbound.workspace_members SET role = 'viewer'");
        await _host.RunAsync("DELETE FROM outbound.invitations");
        await _host.RunAsync("DELETE FROM outbound.accounts");
        await _host.RunAsync("INSERT INTO outbound.audit_events (id, workspace_id, created_at, actor, action, subject) SELECT gen_random_uuid(), id, now(), 'olga', 'token.revoked', 'nightly' FROM outbound.workspaces");

        await _host.Database.RestoreAsync(_file);

        Assert.That(await _host.AskAsync<long>("SELECT count(*) FROM outbound.accounts"), Is.EqualTo(500));
        Assert.That(await _host.AskAsync<DateTime>("SELECT revoked_at FROM outbound.api_tokens"), Is.EqualTo(new DateTime(2026, 1, 2, 3, 4, 5)));
        Assert.That(await _host.AskAsync<string>("SELECT password_hash || ' ' || is_operator || ' ' || (security_stamp = 'secret-stamp') FROM outbound.users"), Is.EqualTo("new-hash false false"));
        Assert.That(await _host.AskAsync<string>("SELECT role FROM outbound.workspace_members"), Is.EqualTo("viewer"));
        Assert.That(await _host.AskAsync<long>("SELECT count(*) FROM outbound.invitations"), Is.Zero);
        Assert.That(await _host.AskAsync<long>("SELECT count(*) FROM outbound.audit_events WHERE action = 'token.revoked'"), Is.EqualTo(1), "the audit log is only added to");
        Assert.That(await _host.Get<ProviderKeys>().UseAsync(_host.Workspace, "apollo", (key, _) => Task.FromResult(key.Reveal()), CancellationToken.None), Is.EqualTo("live-0123456789-REPLACED"));
    }

    [Test]
    public async Task A_member_and_a_key_that_were_removed_stay_so_and_a_valid_token_stays_valid()
    {
        await _host.RunAsync("DELETE FROM outbound.workspace_members");
        await _host.Get<RemoveKey>().ExecuteAsync(_host.Workspace, "apollo", "ada", CancellationToken.None);

        await _host.Database.RestoreAsync(_file);

        Assert.That(await _host.AskAsync<long>("SELECT count(*) FROM outbound.workspace_members"), Is.Zero);
        Assert.That(await _host.AskAsync<string>("SELECT keys::text || ' ' || sealed_keys::text FROM outbound.workspace_settings"), Is.EqualTo("{} {}"));
        Assert.That(await _host.AskAsync<bool>("SELECT revoked_at IS NULL FROM outbound.api_tokens"), Is.True);
    }

    [Test]
    public async Task The_keys_of_a_workspace_that_was_removed_must_be_entered_again_and_can_be_removed()
    {
        await _host.RunAsync("DELETE FROM outbound.workspaces");

        await _host.Database.RestoreAsync(_file);

        Assert.That(await _host.AskAsync<bool>("SELECT revoked_at IS NOT NULL FROM outbound.api_tokens"), Is.True);
        Assert.That((await _host.Get<ListKeys>().ExecuteAsync(_host.Workspace, CancellationToken.None)).Single().Status, Is.EqualTo(KeyStatus.NeedsReentry));
        Assert.That(await _host.Get<RemoveKey>().ExecuteAsync(_host.Workspace, "apollo", "ada", CancellationToken.None), Is.True);
        Assert.That(await _host.Get<ListKeys>().ExecuteAsync(_host.Workspace, CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task Nothing_is_restored_that_nobody_agreed_to_or_while_a_worker_runs()
    {
        await _host.RunAsync("DELETE FROM outbound.contacts");
        await _host.RunAsync($"INSERT INTO outbound.provider_lookups (id, workspace_id, provider, endpoint, question, input, state, credits_reserved, credits_charged, disputed, job_id, chunk_id, asked_at) SELECT gen_random_uuid(), '{_host.Workspace}', 'apollo', 'x', '\\x00', 'x', 1, 1, n * 0.75, false, gen_random_uuid(), gen_random_uuid(), now() FROM generate_series(0, 2) n");
        RestorePlan? shown = null;

        var refused = await RestoreDatabase.ExecuteAsync(_host.Database.Connections, "Development", _file, null, plan => Task.FromResult((shown = plan) is null), TimeProvider.System, _ => { }, CancellationToken.None);
        await using (var worker = await _host.Database.System.OpenConnectionAsync())
        {
            await using var presence = new Npgsql.NpgsqlCommand("SELECT pg_advisory_lock(77, 1234)", worker);
            await presence.ExecuteNonQueryAsync();
            Assert.That(() => _host.Database.RestoreAsync(_file), Throws.TypeOf<BackupException>().With.Message.Contains("A worker is running on this database: nothing was restored"));
            await using var end = new Npgsql.NpgsqlCommand("SELECT pg_advisory_unlock(77, 1234)", worker);
            await end.ExecuteNonQueryAsync();
        }

        Assert.That(refused, Is.Null);
        Assert.That((shown!.Newer.IsEmpty, shown.Newer.Jobs, shown.Newer.Paid, shown.Newer.Credits), Is.EqualTo((false, 0L, 2L, 2.25m)));
        Assert.That(await _host.AskAsync<long>("SELECT count(*) FROM outbound.contacts"), Is.Zero);
    }
}
