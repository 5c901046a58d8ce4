using System.Text.Json;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Commands;

[TestFixture]
internal sealed class PreflightTests : CommandFixture
{
    [Test]
    public async Task Each_line_says_what_is_the_case_and_what_to_do_and_one_that_fails_is_exit_code_1()
    {
        Program.Environment["ConnectionStrings__OutboundOwner"] = OwnerConnection;

        var end = await Program.RunAsync("preflight", "--json", "--signed", "review=Ada Lovelace");

        var report = JsonDocument.Parse(end.Out).RootElement;
        var checks = report.GetProperty("checks").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!, c => c);
        Assert.That((end.ExitCode, report.GetProperty("list").GetString()), Is.EqualTo((1, "staging")), end.Error);
        Assert.That(new[] { "migrations", "row-level-security", "variables-documented", "roles", "settings", "clock", "connections", "review" }.Select(Outcome), Is.All.EqualTo("pass"), end.Out);
        Assert.That((Outcome("workers"), Outcome("security-headers")), Is.EqualTo(("fail", "cannot_tell")));
        Assert.That(checks["review"].GetProperty("found").GetString(), Does.StartWith("Ada Lovelace signed"));
        Assert.That(checks.Values.Where(c => c.GetProperty("outcome").GetString() != "pass").Select(c => c.GetProperty("toDo").GetString()), Is.All.Not.Empty);
        Assert.That(checks.Keys, Has.None.EqualTo("probe"), "Production's lines are not Staging's");

        string? Outcome(string name) => checks[name].GetProperty("outcome").GetString();
    }

    [Test]
    public async Task A_name_that_a_terminal_would_obey_is_not_kept()
    {
        var end = await Program.RunAsync("preflight", "--signed", "review=A\u001b[31mB");

        Assert.That((end.ExitCode, end.Out), Is.EqualTo((2, "")));
        Assert.That(end.Error, Does.StartWith("--signed has a character in it that is not part of a name").And.Not.Contain("\u001b"));
        Assert.That(await ScalarAsync("SELECT count(*) FROM outbound.deployment_events WHERE said_by LIKE 'A%B'"), Is.EqualTo("0"));
    }

    [Test]
    public async Task Settings_fail_where_the_systems_login_cannot_be_used()
    {
        Program.Environment["ConnectionStrings__OutboundSystem"] += ";Password=wrong";

        var end = await Program.RunAsync("preflight", "--json");

        var checks = JsonDocument.Parse(end.Out).RootElement.GetProperty("checks").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!, c => c);
        Assert.That(checks["settings"].GetProperty("outcome").GetString(), Is.EqualTo("fail"), end.Out);
        Assert.That(checks["settings"].GetProperty("found").GetString(), Does.Contain("cannot be used by the system's login (28P01").And.Contain("ConnectionStrings__OutboundSystem"));
        Assert.That(checks["migrations"].GetProperty("found").GetString(), Does.StartWith("The server does not let this login in (28P01").And.Contain("ConnectionStrings__OutboundSystem"));
    }

    [Test]
    public async Task What_a_probe_that_was_killed_left_goes_with_the_next_one()
    {
        var (old, young, work) = (new Guid("01900000-0000-7000-8000-000000000001"), Guid.CreateVersion7(), new Guid("01900000-0000-7000-8000-000000000002"));
        await RunSqlAsync($"""
            INSERT INTO outbound.workspaces (id, slug, name, created_at) SELECT id::uuid, slug, slug, now()
              FROM (VALUES ('{old}', 'preflight-0123456789ab'), ('{young}', 'preflight-ba9876543210'), ('{work}', 'preflight-plans')) w(id, slug)
            """);

        var end = await Program.RunAsync("preflight", "--for", "production");

        Assert.That(end.Out, Does.Match(@"FAIL +probe +no worker is alive \(removed what killed probes had left: preflight-0123456789ab\)"), end.Error);
        Assert.That(await ScalarAsync("SELECT string_agg(slug, ' ' ORDER BY slug) FROM outbound.workspaces WHERE slug LIKE 'preflight-%'"), Is.EqualTo("preflight-ba9876543210 preflight-plans"));
    }

    [Test]
    public async Task A_table_that_nobody_guards_and_an_unfinished_schema_fail()
    {
        Program.Environment["ConnectionStrings__OutboundOwner"] = OwnerConnection;
        await RunSqlAsync("ALTER TABLE outbound.accounts NO FORCE ROW LEVEL SECURITY; UPDATE outbound.\"__EFMigrationsHistory\" SET migration_id = '0' || migration_id WHERE migration_id LIKE '%RecordStatus'");

        var end = await Program.RunAsync("preflight", "--for", "production", "--skip", "probe");

        await RunSqlAsync("ALTER TABLE outbound.accounts FORCE ROW LEVEL SECURITY; UPDATE outbound.\"__EFMigrationsHistory\" SET migration_id = substr(migration_id, 2) WHERE migration_id LIKE '0%RecordStatus'");

        Assert.That(end.ExitCode, Is.EqualTo(1));
        Assert.That(end.Out, Does.Match("FAIL +row-level-security +accounts: row-level security is not forced").And.Match("FAIL +migrations +1 are pending").And.Match("FAIL +production-variables"));
        Assert.That(end.Out, Does.Match(@"\d+ passed, \d+ failed, \d+ cannot be told from here, 1 skipped").And.Match("skip +probe +left out by --skip"));
    }
}
