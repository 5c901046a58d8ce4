using System.Diagnostics;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Releases;

/// <summary>Releases and rollbacks that end before their time: something serves afterwards, and the same command again finishes the work.</summary>
[TestFixture]
[Category("Long")]
internal sealed class InterruptedReleaseTests : Rehearsal
{
    [Test]
    public async Task An_interrupted_release_goes_back_and_a_killed_one_leaves_the_way_back()
    {
        await EndsAsync(Host.ReleaseAsync(await FirstAsync()), 0, First);

        var interrupted = Host.ReleaseAsync(await BrokenAsync());
        await SignalAsync(Broken, "-TERM");
        Assert.That((await EndsAsync(interrupted, 130, First)).Error, Does.Contain("(interrupted)").And.Contain($"{First} serves again"));
        await ReadyAsync();

        var second = await ReleaseArchive.MakeAsync(Host.Archives, Second, folder => SlowStart(folder));
        var killed = Host.ReleaseAsync(second);
        await SignalAsync(Second, "-KILL");
        Assert.That((await killed).ExitCode, Is.Not.Zero);
        await Eventually.TrueAsync(() => Task.FromResult(!Processes(words => words.Contains(Host.Systemctl)).Any()), "what the killed command began has ended", TimeSpan.FromSeconds(90));
        await EndsAsync(Host.ReleaseAsync(second), 0, Second);

        await EndsAsync(Host.OutboundAsync("rollback", "--yes"), 0, First);
    }

    [Test]
    public async Task A_rollback_that_cannot_go_on_starts_what_it_stopped_and_one_that_was_cut_off_is_finished()
    {
        await EndsAsync(Host.ReleaseAsync(await FirstAsync()), 0, First);
        await EndsAsync(Host.ReleaseAsync(await SecondAsync()), 0, Second);
        var backups = Path.Combine(Host.Folder, "backups");
        Directory.Move(backups, backups + ".away");
        await File.WriteAllTextAsync(backups, "no folder");

        var failed = await EndsAsync(Host.OutboundAsync("rollback", "--yes"), 1, Second);
        Assert.That(failed.Error, Does.Contain($"The units were started again: {Second} serves"));
        await ReadyAsync();
        File.Delete(backups);

        using (new FileStream(Path.Combine(Host.Folder, ".switch.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            Assert.That((await EndsAsync(Host.OutboundAsync("rollback", "--yes"), 1, Second)).Error, Does.Contain("under way: nothing was done"));

        await EndsAsync(Host.OutboundAsync("rollback", "--yes"), 0, First);
        await Host.SystemctlAsync("stop", "outbound-web", "outbound-worker@1");
        await EndsAsync(Host.OutboundAsync("rollback", "--to", First, "--yes"), 0, First);
        await ReadyAsync();
        Assert.That((await EndsAsync(Host.OutboundAsync("rollback", "--to", First, "--yes"), 1, First)).Error, Does.Contain("serves already"));
    }

    [Test]
    public async Task Ctrl_C_at_a_terminal_reaches_all_processes_and_leaves_what_served_serving()
    {
        await EndsAsync(Host.ReleaseAsync(await FirstAsync()), 0, First);
        var second = await ReleaseArchive.MakeAsync(Host.Archives, Second);

        var early = AtTerminalAsync(Path.Combine(Repository.Root, "deploy/release"), Host.Folder, second);
        await PressCtrlCAsync(words => Directory.Exists(Path.Combine(Host.Folder, "backups")) && words.Contains("release") && words.Any(w => w.Contains($"{Host.Folder}/releases/{Second}/app", StringComparison.Ordinal)));
        Assert.That((await EndsAsync(early, 130, First)).Error, Does.Contain($"Interrupted. {First} goes on serving."));

        var release = AtTerminalAsync(Path.Combine(Repository.Root, "deploy/release"), Host.Folder, second);
        await PressCtrlCAsync(words => words.Contains(Host.Systemctl) && words.Contains("restart"));
        Assert.That((await EndsAsync(release, 130, First)).Error, Does.Contain($"{Second} does not serve (interrupted): {First} serves again"));
        Assert.That(File.Exists(Path.Combine(Host.Folder, "releases", Second, ".failed")), Is.False, "it may be as good as any");
        await ReadyAsync();

        await EndsAsync(Host.ReleaseAsync(second), 0, Second);
        var rollback = AtTerminalAsync(Path.Combine(Host.Folder, "current/outbound"), "rollback", "--yes");
        await PressCtrlCAsync(words => words.Contains(Host.Systemctl) && words.Contains("stop"));
        Assert.That((await EndsAsync(rollback, 130, Second)).Error, Does.Contain($"Interrupted. The units were started again: {Second} serves"));
        await ReadyAsync();
    }

    // A session of its own, as a login has, in which nobody ignores Ctrl+C.
    private Task<ProgramEnd> AtTerminalAsync(params string[] command) => Host.RunAsync("env", ["--default-signal", "setsid", .. command]);

    /// <summary>Waits for a process and signals all of its group.</summary>
    private static async Task PressCtrlCAsync(Predicate<string[]> when)
    {
        string? group = null;
        await Eventually.TrueAsync(() => Task.FromResult((group = Processes(when).Select(Group).FirstOrDefault()) is not null), "it is under way", TimeSpan.FromSeconds(90));
        using var kill = Process.Start("kill", ["-INT", "--", $"-{group}"]);
        await kill.WaitForExitAsync();
        Assert.That(kill.ExitCode, Is.Zero);
    }

    // After the name, which stands in brackets: state, parent, group.
    private static string Group(string process) => File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[2];

    // A server that takes its time: the release waits for it.
    private static void SlowStart(string folder)
    {
        var launcher = Path.Combine(folder, "outbound");
        File.WriteAllText(launcher, File.ReadAllText(launcher).Replace("case ${1:-} in", "if [ \"${1:-}\" = serve ]; then sleep 3; fi\ncase ${1:-} in", StringComparison.Ordinal));
    }

    /// <summary>Waits until <c>current</c> leads to a version, and sends a signal to the command that installs it.</summary>
    private async Task SignalAsync(string version, string signal)
    {
        await Eventually.TrueAsync(() => Task.FromResult(Host.Current == version), $"current leads to {version}", TimeSpan.FromSeconds(90));
        var program = Processes(words => words.Contains("release") && words.Any(w => w.Contains($"{Host.Folder}/releases/{version}/app", StringComparison.Ordinal))).Single();
        Assert.That(Processes(words => words.Any(w => w.EndsWith("deploy/release", StringComparison.Ordinal)) && words.Contains(Host.Folder)), Is.Empty, "who signals the script signals the program");
        using var kill = Process.Start("kill", [signal, program]);
        await kill.WaitForExitAsync();
        Assert.That(kill.ExitCode, Is.Zero);
    }

    /// <summary>Ids of the processes whose command lines are so.</summary>
    private static IEnumerable<string> Processes(Predicate<string[]> are) =>
        Directory.EnumerateDirectories("/proc").Where(p => File.Exists($"{p}/cmdline") && are(Words(p))).Select(p => Path.GetFileName(p));

    private static string[] Words(string process)
    {
        try
        {
            return File.ReadAllText($"{process}/cmdline").Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // it has just ended
        }
    }

    private async Task ReadyAsync()
    {
        using var http = new HttpClient();
        Assert.That((await http.GetAsync(new Uri($"http://127.0.0.1:{Host.Port}/health/ready"))).IsSuccessStatusCode, Is.True);
    }
}
