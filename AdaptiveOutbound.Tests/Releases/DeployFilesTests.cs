using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Releases;

/// <summary>The files of <c>deploy</c>: what their linters say, and that they say what the program does.</summary>
internal sealed partial class DeployFilesTests
{
    [Test]
    [Category("Long")]
    public async Task Their_linters_have_nothing_to_say() =>
        Assert.That(await RunAsync("deploy/check"), Has.Property("ExitCode").Zero);

    [Test]
    public void The_database_of_the_containers_has_the_roles_that_administrators_are_given()
    {
        var script = Repository.Read("deploy/docker/roles.sh");

        foreach (var group in RoleSql.Groups)
            Assert.That(script, Does.Contain($"create role {group} nologin").And.Contain($"in role {group}"));
        Assert.That(script, Does.Contain("grant connect, temporary on database outbound to outbound_app, outbound_system"));
    }

    [TestCase("deploy/systemd/outbound-web.service")]
    [TestCase("deploy/systemd/outbound-worker@.service")]
    public void A_unit_has_more_time_to_stop_than_a_chunk_takes_to_end(string file) =>
        Assert.That(Repository.Read(file), Does.Contain("TimeoutStopSec=40").And.Contain("KillSignal=SIGTERM"));

    [TestCase("deploy/preview")]
    [TestCase("deploy/systemd/outbound-worker@.service")]
    [TestCase("deploy/systemd/outbound-backup.service")]
    public void What_one_unit_is_denied_the_others_are_too(string file)
    {
        var web = Repository.Read("deploy/systemd/outbound-web.service");
        var denied = web[web.IndexOf("NoNewPrivileges", StringComparison.Ordinal)..web.IndexOf("\n\n[Install]", StringComparison.Ordinal)].Split('\n');

        Assert.That(denied, Has.Length.GreaterThan(10).And.SubsetOf(Repository.Read(file).Split('\n')));
    }

    [Test]
    public void The_example_of_Prometheus_asks_where_the_workers_listen()
    {
        Assert.That(Repository.Read("deploy/systemd/outbound-worker@.service"), Does.Contain("Environment=Host__WorkerUrls=http://127.0.0.1:508%i"));
        Assert.That(Repository.Read("deploy/monitoring/prometheus.yml"), Does.Contain("\"127.0.0.1:5081\", \"127.0.0.1:5082\""));
    }

    [Test]
    public void The_image_brings_the_client_of_the_containers_database()
    {
        var server = Version().Match(Repository.Read("deploy/docker/compose.yaml")).Groups[1].Value;

        Assert.That(Repository.Read("deploy/docker/Dockerfile"), Does.Contain($"postgresql-client-{server} "));
    }

    [Test]
    public void Nobody_approves_by_pushing() =>
        Assert.That(Repository.Read(".github/workflows/deploy.yml"), Does.Contain("/approvals").And.Not.Contain("github.actor"));

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task The_last_backups_stay()
    {
        var root = Directory.CreateTempSubdirectory("outbound-backup-").FullName;
        Directory.CreateDirectory(Path.Combine(root, "deploy"));
        File.Copy(Path.Combine(Repository.Root, "deploy/backup"), Path.Combine(root, "deploy/backup"));
        await File.WriteAllTextAsync(Path.Combine(root, "outbound"), "#!/bin/sh\ntest \"$1 $2 $4\" = 'db backup --verify' && touch \"$3\"\n");
        File.SetUnixFileMode(Path.Combine(root, "outbound"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var kept = Directory.CreateDirectory(Path.Combine(root, "kept")).FullName;
        foreach (var name in new[] { "outbound-2026-01-01T01-30-00Z.zip", "outbound-2026-01-02T01-30-00Z.zip", "outbound-2026-01-03T01-30-00Z.zip", "by-hand.zip" }) await File.WriteAllTextAsync(Path.Combine(kept, name), "");

        foreach (var (name, age) in new[] { ("outbound-2026-01-02T01-30-00Z.zip.0f.part", 13), ("outbound-2026-01-03T01-30-00Z.zip.1e.part", 1) })
        {
            await File.WriteAllTextAsync(Path.Combine(kept, name), "");
            File.SetLastWriteTimeUtc(Path.Combine(kept, name), TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-age));
        }

        var end = await StartAsync(Path.Combine(root, "deploy/backup"), kept, "2");

        var names = Directory.EnumerateFiles(kept).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        Directory.Delete(root, recursive: true);
        Assert.That((end.ExitCode, names.Length), Is.EqualTo((0, 4)), end.Error);
        Assert.That(names, Does.Contain("outbound-2026-01-03T01-30-00Z.zip.1e.part"), "one that may be at work, and none that was killed");
        Assert.That(names, Does.Contain("by-hand.zip").And.Contain("outbound-2026-01-03T01-30-00Z.zip"), "the newest before, and what is no backup of the night");
    }

    [TestCase("feature/better-matching", "outbound_preview_better_matching\n")]
    [TestCase("feature/better_matching", "outbound_preview_better_matching_")]
    [TestCase("feature/a-very-long-name-of-a-branch-that-would-not-fit-into-a-name-of-postgresql", "outbound_preview_a_very_long_name_of_a_branch_that_w_")]
    public async Task A_preview_has_a_database_of_its_branchs_own_name(string branch, string begins)
    {
        var end = await RunAsync("deploy/preview", "name", branch);

        Assert.That(end.Out, Does.StartWith(begins));
        Assert.That(end.Out.Trim(), Has.Length.LessThanOrEqualTo(63));
    }

    private static Task<ProgramEnd> RunAsync(string script, params string[] arguments) => StartAsync(Path.Combine(Repository.Root, script), arguments);

    private static async Task<ProgramEnd> StartAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new ProgramEnd(process.ExitCode, await output, await error);
    }

    [GeneratedRegex("image: postgres:([0-9]+)$", RegexOptions.Multiline)]
    private static partial Regex Version();
}
