using System.Diagnostics;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Releases;

/// <summary>The files of <c>deploy</c>: what their linters say, and that they say what the program does.</summary>
internal sealed class DeployFilesTests
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

    [TestCase("feature/better-matching", "outbound_preview_better_matching\n")]
    [TestCase("feature/better_matching", "outbound_preview_better_matching_")]
    [TestCase("feature/a-very-long-name-of-a-branch-that-would-not-fit-into-a-name-of-postgresql", "outbound_preview_a_very_long_name_of_a_branch_that_w_")]
    public async Task A_preview_has_a_database_of_its_branchs_own_name(string branch, string begins)
    {
        var end = await RunAsync("deploy/preview", "name", branch);

        Assert.That(end.Out, Does.StartWith(begins));
        Assert.That(end.Out.Trim(), Has.Length.LessThanOrEqualTo(63));
    }

    private static async Task<ProgramEnd> RunAsync(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, script), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new ProgramEnd(process.ExitCode, await output, await error);
    }
}
