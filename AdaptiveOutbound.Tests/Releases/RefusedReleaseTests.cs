using AdaptiveOutbound.Data;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Releases;

/// <summary>What is refused is refused before anything is done, in a sentence that says what to do.</summary>
[TestFixture]
[Category("Long")]
internal sealed class RefusedReleaseTests : Rehearsal
{
    [Test]
    public async Task Wrong_arguments_units_and_settings_are_found_before_the_database_is_touched()
    {
        var first = await FirstAsync();
        var settings = Path.Combine(Host.Folder, "outbound.env");

        await RefusedAsync(2, first, ["--signed", "nonsense=x"], "--signed is nonsense=x");
        File.Move(Path.Combine(Host.Units, "outbound-worker@.service"), Path.Combine(Host.Archives, "kept"));
        await RefusedAsync(1, first, [], "systemctl does not know the unit outbound-worker@1 (No files found", "Nothing was done", "Nothing serves yet");
        await File.WriteAllTextAsync(Host.Systemctl, "#!/bin/sh\nexit 127\n");
        await RefusedAsync(1, first, [], "There is no systemctl here", "Nothing was done");
        await Host.SetAsync("Host__Worker=3");
        await RefusedAsync(1, first, [], "There is no setting Host__Worker", $"Settings come from {settings} and {Host.Folder}/owner.env. Nothing was changed; nothing serves.");
        File.Delete(settings);
        await RefusedAsync(1, first, [], "Settings come from");

        Assert.That(await Host.Database.Owner.QueryAsync("SELECT to_regclass('outbound.\"__EFMigrationsHistory\"') IS NULL", r => r.GetBoolean(0), CancellationToken.None), Is.EqualTo(new[] { true }));
    }

    [Test]
    public async Task Without_units_nothing_is_waited_for_and_it_says_what_is_left_to_do()
    {
        await File.AppendAllTextAsync(Path.Combine(Host.Folder, "owner.env"), "Release__Units=\n");

        var end = await EndsAsync(Host.ReleaseAsync(await FirstAsync()), 0, First);

        Assert.That(end.Out, Does.Contain($"{First} is in place. Release__Units names no units: restart the processes now."));
    }

    [Test]
    public async Task An_archive_that_does_not_unpack_is_one_sentence_and_leaves_nothing()
    {
        var archive = Path.Combine(Host.Archives, "any.tar.gz");
        await File.WriteAllTextAsync(archive, "");
        var tar = Path.Combine(Path.GetDirectoryName(Host.Systemctl)!, "tar");
        File.Copy(Host.Systemctl, tar); // for its rights
        await File.WriteAllTextAsync(tar, "#!/bin/sh\nfor n in $(seq 170); do echo \"tar: file-$n: Cannot write: No space left on device\" >&2; done\nexit 2\n");

        var end = await EndsAsync(Host.ReleaseAsync(archive), 1, null);

        Assert.That(end.Error.Trim().Split('\n'), Has.Length.EqualTo(2), "that there is no SHA256SUMS, and the sentence");
        Assert.That(end.Error, Does.Contain("(tar: file-1: Cannot write: No space left on device)").And.Contain("Nothing was done").And.Not.Contain("file-2"));
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(Host.Folder, "releases")), Is.Empty);
    }

    [Test]
    public async Task An_account_that_may_not_write_there_is_told_who_may()
    {
        // Where the repository lies, that account may not look.
        var script = Path.Combine(Host.Archives, "release");
        File.Copy(Path.Combine(Repository.Root, "deploy/release"), script);
        await File.WriteAllTextAsync(Path.Combine(Host.Archives, "any.tar.gz"), "");
        await Host.RunAsync("mkdir", Path.Combine(Host.Folder, "releases"));
        // Root may write everywhere and can be another account; others can take the right from themselves.
        string[] other = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : ["env"];
        if (!Environment.IsPrivilegedProcess) await Host.RunAsync("chmod", "u-w", Host.Folder);

        var end = await EndsAsync(Host.RunAsync(other[0], [.. other[1..], script, Host.Folder, Path.Combine(Host.Archives, "any.tar.gz")]), 1, null);
        if (!Environment.IsPrivilegedProcess) await Host.RunAsync("chmod", "u+w", Host.Folder);

        Assert.That(end.Error.Trim(), Does.EndWith($"run this as root, or as the account that owns {Host.Folder}. Nothing was done.").And.Not.Contain("line "));
    }

    private async Task RefusedAsync(int code, string archive, string[] more, params string[] says)
    {
        var end = await EndsAsync(Host.ReleaseAsync(archive, more), code, null);
        foreach (var words in says) Assert.That(end.Error, Does.Contain(words));
        Assert.That(Directory.Exists(Path.Combine(Host.Folder, "backups")), Is.False);
    }
}
