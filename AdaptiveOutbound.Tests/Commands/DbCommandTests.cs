using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Commands;

[TestFixture]
internal sealed class DbCommandTests : CommandFixture
{
    protected override bool IsFreshMachine => true;

    [OneTimeSetUp]
    public async Task MigrateAsync() => await new OutboundProgram(DataDirectory).RunAsync("db", "migrate");

    [Test]
    public async Task Another_environment_is_refused()
    {
        Program.Environment["ASPNETCORE_ENVIRONMENT"] = "Staging";

        var end = await Program.RunAsync("jobs");

        Assert.That(end.ExitCode, Is.EqualTo(1));
        Assert.That(end.Error, Does.Contain("belongs to the environment Development"));
    }

    [Test]
    public async Task The_policies_are_proved_and_a_table_without_one_is_found()
    {
        var good = await Program.RunAsync("db", "verify-rls");
        await RunSqlAsync("ALTER TABLE outbound.accounts NO FORCE ROW LEVEL SECURITY");
        await RunSqlAsync("DROP POLICY tenant ON outbound.contacts; CREATE POLICY tenant ON outbound.contacts FOR ALL TO outbound_app USING (true)");
        var bad = await Program.RunAsync("db", "verify-rls");

        Assert.That((good.ExitCode, bad.ExitCode), Is.EqualTo((0, 1)), good.Out);
        Assert.That(bad.Out, Does.Match("accounts +row-level security is not forced").And.Match("contacts +its policy is not the one"));
    }

    [Test]
    public async Task The_status_says_which_server_it_is_and_whose_database()
    {
        Program.Environment["ASPNETCORE_ENVIRONMENT"] = "Staging";

        var end = await Program.RunAsync("db", "status");

        Assert.That(end.ExitCode, Is.Zero, end.Error);
        Assert.That(end.Out, Does.Match(@"Server: +PostgreSQL \d+\.\d+\s").And.Match("Environment: Staging; the database belongs to Development"));
    }

    [Test]
    public async Task The_script_is_sql()
    {
        var end = await Program.RunAsync("db", "script");

        Assert.That(end.ExitCode, Is.Zero);
        Assert.That(end.Out, Does.Contain("CREATE TABLE outbound.jobs"));
    }
}
