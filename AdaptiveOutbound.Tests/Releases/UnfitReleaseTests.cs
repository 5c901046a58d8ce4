using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Releases;

/// <summary>Releases of which not all serves: each goes back to the one before.</summary>
[TestFixture]
[Category("Long")]
internal sealed class UnfitReleaseTests : Rehearsal
{
    [SetUp]
    public async Task FirstServesAsync() => await EndsAsync(Host.ReleaseAsync(await FirstAsync()), 0, First);

    [Test]
    public async Task The_answer_of_another_release_is_not_taken_for_the_new_ones()
    {
        var unit = Path.Combine(Host.Units, "outbound-web.service");
        await File.WriteAllTextAsync(unit, (await File.ReadAllTextAsync(unit)).Replace("/current/outbound", $"/releases/{First}/outbound", StringComparison.Ordinal));

        var end = await EndsAsync(Host.ReleaseAsync(await ReleaseArchive.MakeAsync(Host.Archives, Second)), 1, First);

        Assert.That(end.Error, Does.Contain($"{Second} does not serve (another release ({First}) answers at http://127.0.0.1:{Host.Port}/health/ready): {First} serves again"));
        Assert.That(Directory.EnumerateFiles(Path.Combine(Host.Folder, "releases", Second), ".failed"), Is.Not.Empty);
    }

    [Test]
    public async Task A_release_whose_worker_ends_goes_back_whatever_other_workers_live()
    {
        // One that this release does not start, as on another host.
        await Host.SystemctlAsync("restart", "outbound-worker@2");
        var archive = await ReleaseArchive.MakeAsync(Host.Archives, Second, folder =>
        {
            var launcher = Path.Combine(folder, "outbound");
            File.WriteAllText(launcher, File.ReadAllText(launcher).Replace("case ${1:-} in", "case \"$*\" in *'--roles worker'*) sleep 2; exit 3 ;; esac\ncase ${1:-} in", StringComparison.Ordinal));
        });

        var end = await EndsAsync(Host.ReleaseAsync(archive), 1, First);

        Assert.That(end.Error, Does.Match(@"does not serve \((the unit outbound-worker@1 is failed|of 1 worker\(s\) that were started 0 live\(s\))\): 1\.0\.0 serves again"));
    }

    [Test]
    public async Task What_systemctl_cannot_restart_is_asked_before_it_is_said_not_to_serve()
    {
        await File.WriteAllTextAsync(Host.Systemctl, (await File.ReadAllTextAsync(Host.Systemctl)).Replace("verb=$1", "if [ \"$1\" = restart ]; then echo 'Access denied' && exit 4; fi\nverb=$1", StringComparison.Ordinal));

        var end = await EndsAsync(Host.ReleaseAsync(await SecondAsync()), 1, First);

        Assert.That(end.Error, Does.Contain("ended with 4: Access denied): 1.0.0 serves again. Its migrations stay; 1.0.0 works with them. To undo them"));
        Assert.That(end.Error.Split("Access denied"), Has.Length.EqualTo(2), "the cause is named once");
    }
}
