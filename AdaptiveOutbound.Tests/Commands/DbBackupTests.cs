using System.Text.Json;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Commands;

[TestFixture]
internal sealed class DbBackupTests : CommandFixture
{
    [SetUp]
    public void NameOwner() => Program.Environment["ConnectionStrings__OutboundOwner"] = OwnerConnection;

    [Test]
    [Category("Long")]
    public async Task A_backup_is_restored_and_work_rests_until_it_is_let_go_on()
    {
        var file = Path.Combine(Files, "backup.zip");
        await Program.RunAsync("workspace", "create", "demo");

        var backup = await Program.RunAsync("db", "backup", file, "--verify", "--json");
        var unasked = await Program.RunAsync("db", "restore", file);
        var restore = await Program.RunAsync("db", "restore", file, "--yes", "--json");
        var enrich = await Program.RunAsync("enrich", Companies("companies.csv", 3), "--provider", "sandbox");
        var shown = await Program.RunAsync("jobs", "resume", "--all");
        var resume = await Program.RunAsync("jobs", "resume", "--all", "--yes", "--json");

        Assert.That((backup.ExitCode, Json(backup).GetProperty("verified").GetBoolean(), Json(backup).GetProperty("rows").GetInt64() > 0), Is.EqualTo((0, true, true)), backup.Error);
        Assert.That((unasked.ExitCode, enrich.ExitCode, shown.ExitCode), Is.EqualTo((2, 3, 2)), "each waits for a person");
        Assert.That(unasked.Error, Does.Contain("This replaces all data of ").And.Contain("Nothing was done: Restore it?").And.Contain("--yes"));
        Assert.That((restore.ExitCode, Json(restore).GetProperty("rows").GetInt64()), Is.EqualTo((0, Json(backup).GetProperty("rows").GetInt64())), restore.Error);
        Assert.That(enrich.Error, Does.Contain("all work rests: nothing was asked"));
        Assert.That(shown.Error, Does.Contain("a backup of ").And.Contain("--yes"));
        Assert.That((resume.ExitCode, Json(resume).GetProperty("held").GetBoolean()), Is.EqualTo((0, true)), resume.Error);
    }

    [Test]
    public async Task Where_nothing_rests_because_of_a_restore_nothing_is_resumed()
    {
        var end = await Program.RunAsync("jobs", "resume", "--all");

        Assert.That((end.ExitCode, end.Out.Trim()), Is.EqualTo((0, "Nothing rests because of a restore: nothing was changed. One job goes on with ./outbound jobs resume JOB.")));
    }

    [Test]
    public async Task Another_environments_database_is_neither_exported_nor_signed_nor_used_to_try_a_backup()
    {
        var (file, folder) = (Write("backup.zip.of-nobody", "no backup"), Path.Combine(Files, "foreign"));
        Program.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";

        ProgramEnd[] ends =
        [
            await Program.RunAsync("db", "export-tables", folder),
            await Program.RunAsync("preflight", "--for", "production", "--signed", "approval=Eve"),
            await Program.RunAsync("db", "restore", file, "--verify"),
        ];

        foreach (var end in ends)
            Assert.That((end.ExitCode, end.Error), Is.EqualTo((1, $"This database belongs to the environment Development and this process runs as Production: nothing was done. Set ASPNETCORE_ENVIRONMENT to Development, or name the other database.{Environment.NewLine}")));
        Assert.That(Directory.Exists(folder), Is.False);
        Assert.That(await ScalarAsync("SELECT count(*) FROM outbound.deployment_events WHERE kind = 'signature' AND name = 'approval'"), Is.EqualTo("0"));
    }

    [Test]
    public async Task Without_the_owner_it_says_which_setting_is_missing()
    {
        Program.Environment.Remove("ConnectionStrings__OutboundOwner");

        var end = await Program.RunAsync("db", "export-tables", Path.Combine(Files, "csv"));

        Assert.That((end.ExitCode, end.Error.Trim()), Is.EqualTo((1, "This needs the owner of the database: set ConnectionStrings__OutboundOwner.")));
    }

    private static JsonElement Json(ProgramEnd end) => JsonDocument.Parse(end.Out).RootElement;
}
