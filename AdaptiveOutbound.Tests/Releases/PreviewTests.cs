using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;
using Npgsql;

namespace AdaptiveOutbound.Tests.Releases;

/// <summary>A preview of a branch: made, brought up to the next archive, and removed with its database.</summary>
[TestFixture]
[Category("Long")]
internal sealed class PreviewTests : Rehearsal
{
    private const string Branch = "feature/rehearsed-preview", DatabaseName = "outbound_preview_rehearsed_preview", Unit = "outbound-preview-rehearsed-preview";

    [Test]
    public async Task A_preview_comes_and_goes_with_its_branch()
    {
        await WriteSharedAsync();
        var script = Path.Combine(Repository.Root, "deploy/preview");

        foreach (var archive in new[] { await FirstAsync(), await ReleaseArchive.MakeAsync(Host.Archives, Second) })
            await GoodAsync(Host.RunAsync(script, "create", Host.Folder, Branch, archive));
        Assert.That(new FileInfo(Path.Combine(Preview, "current")).LinkTarget, Does.EndWith(Second));
        Assert.That(await DatabasesAsync(), Is.EqualTo(1));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(Preview, "outbound.env")), Does.Contain("Host__PublicUrl=https://rehearsed-preview.preview.example.com\n").And.Contain("Host__TrustedProxies=\"127.0.0.1\"\n"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(Path.Combine(Preview, "releases")), Is.EqualTo((UnixFileMode)0b111_101_101), "the units' account enters it");
            Assert.That(File.GetUnixFileMode(Path.Combine(Preview, "owner.env")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        Assert.That(File.Exists(Path.Combine(Host.Units, $"{Unit}.pid")), Is.True);

        await GoodAsync(Host.RunAsync(script, "remove", Host.Folder, Branch));
        Assert.That(await DatabasesAsync(), Is.Zero);
        Assert.That((Directory.Exists(Preview), File.Exists(Path.Combine(Host.Units, $"{Unit}.service"))), Is.EqualTo((false, false)));
    }

    private string Preview => Path.Combine(Host.Folder, "previews", DatabaseName);

    private async Task WriteSharedAsync()
    {
        var superuser = new NpgsqlConnectionStringBuilder(Host.Database.Superuser);
        await File.WriteAllLinesAsync(Path.Combine(Host.Folder, "preview.env"),
        [
            $"PREVIEW_ADMIN=\"postgresql://{superuser.Username}:{Uri.EscapeDataString(superuser.Password ?? "")}@{superuser.Host}:{superuser.Port}/postgres\"",
            "PREVIEW_PUBLIC_URL=https://BRANCH.preview.example.com",
            $"PREVIEW_FIRST_PORT={Host.Port}",
            .. new[] { ("", Host.Database.Connections.App), ("System", Host.Database.Connections.System), ("Owner", Host.Database.Connections.RequireOwner()) }.Select(c => $"ConnectionStrings__Outbound{c.Item1}=\"{Login(c.Item2)}\""),
        ]);
    }

    private static string Login(string connection)
    {
        var full = new NpgsqlConnectionStringBuilder(connection);
        return $"Host={full.Host};Port={full.Port};Username={full.Username};Password={full.Password}";
    }

    private static async Task GoodAsync(Task<ProgramEnd> running)
    {
        var end = await running;
        Assert.That(end.ExitCode, Is.Zero, $"{end.Error}{end.Out}");
    }

    private async Task<long> DatabasesAsync()
    {
        await using var source = NpgsqlDataSource.Create(Host.Database.Superuser);
        await using var command = source.CreateCommand($"SELECT count(*) FROM pg_database WHERE datname = '{DatabaseName}'");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
