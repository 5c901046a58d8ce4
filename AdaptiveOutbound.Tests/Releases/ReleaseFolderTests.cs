using AdaptiveOutbound.Web.Releases;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Releases;

internal sealed class ReleaseFolderTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private string _root = null!;
    private ReleaseFolder _folder = null!;
    private int _made;

    [SetUp]
    public void Create() => (_folder, _made) = (new ReleaseFolder(_root = Directory.CreateTempSubdirectory("outbound-folder-").FullName), 0);

    [TearDown]
    public void Remove() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Many_attempts_of_a_version_do_not_push_out_the_backup_from_before_the_first()
    {
        foreach (var version in new[] { "1.0.0", "2.0.0", "3.0.0", "3.0.0", "3.0.0", "3.0.0" }) BackUp(version);

        Assert.That(Minutes(), Is.EqualTo(new[] { 1, 2, 5 }), "the one of 2.0.0, and the first and the last of 3.0.0");
    }

    [Test]
    public void A_backup_of_something_else_parts_attempts()
    {
        foreach (var version in new[] { "3.0.0", "rollback-of-3.0.0", "3.0.0", "3.0.0-rc.1", "3.0.0" }) BackUp(version, keep: 5);

        Assert.That(Minutes(), Is.EqualTo(new[] { 0, 1, 2, 3, 4 }));
    }

    [Test]
    public void What_never_served_goes_before_what_did()
    {
        foreach (var version in new[] { "1.0.0", "2.0.0", "3.0.0", "4.0.0" }) Directory.CreateDirectory(_folder.Of(version));
        _folder.NotePrevious("1.0.0");
        _folder.Switch("4.0.0");
        _folder.MarkFailed("3.0.0", failed: true);

        Assert.That(_folder.Prune(keep: 3), Is.EqualTo(new[] { "3.0.0" }));
        Assert.That(_folder.Has("2.0.0"), Is.True);
    }

    private void BackUp(string version, int keep = 3)
    {
        var file = _folder.NewBackup(version, Start.AddMinutes(_made));
        File.WriteAllText(file, "");
        File.SetLastWriteTimeUtc(file, Start.AddMinutes(_made++).UtcDateTime);
        _folder.PruneBackups(keep);
    }

    private IEnumerable<int> Minutes() => Directory.EnumerateFiles(_folder.Backups).Select(f => File.GetLastWriteTimeUtc(f).Minute).Order();
}
