using System.Globalization;
using AdaptiveOutbound.Data;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Tests.Keys;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Releases;

/// <summary>The whole of it: under load, with a release that fails on purpose, back, and restored.</summary>
[TestFixture]
[Category("Long")]
internal sealed class WholeRehearsalTests : Rehearsal
{
    private const int Companies = 600;

    [Test]
    public async Task Nothing_is_lost_on_the_way_forward_into_a_failure_back_and_through_a_restore()
    {
        await EndsAsync(Host.ReleaseAsync(await FirstAsync()), 0, First);
        var second = await SecondAsync();
        var before = await StartJobAsync("acme", Csv("before"));
        await EndsAsync(Host.ReleaseAsync(second), 0, Second);
        var during = await StartJobAsync("globex", Csv("during"));

        var failed = await EndsAsync(Host.ReleaseAsync(await BrokenAsync()), 1, Second);
        Assert.That(failed.Error, Does.Contain($"{Broken} does not serve").And.Contain($"{Second} serves again").And.Not.Contain("Its migrations stay"));
        await EndedAsync(before);
        await EndedAsync(during);
        await EachOnceAsync(2 * Companies);
        var data = await DataAsync();

        await EndsAsync(Host.OutboundAsync("rollback", "--yes"), 0, First);
        Assert.That(await DataAsync(), Is.EqualTo(data));
        Assert.That(await MigrationsAsync(), Does.Not.Contain(NewMigration));

        await RestoreAsync();
        Assert.That(await CountAsync("SELECT count(*) FROM outbound.jobs WHERE completed_at IS NULL AND status <> 'paused'"), Is.Zero);
        await EndsAsync(Host.OutboundAsync("jobs", "resume", "--all", "--yes"), 0, First);
        await EndedAsync(before);
        await EachOnceAsync(Companies);
    }

    [Test]
    public async Task A_worker_that_is_told_to_stop_under_load_ends_within_35_seconds_and_loses_nothing()
    {
        await EndsAsync(Host.ReleaseAsync(await FirstAsync()), 0, First);
        var job = await StartJobAsync("acme", Csv("stopped"));
        await Eventually.TrueAsync(async () => await CountAsync("SELECT count(*) FROM outbound.provider_lookups") > 0, "the work begins");

        var clock = System.Diagnostics.Stopwatch.StartNew();
        await Host.SystemctlAsync("stop", "outbound-worker@1");
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(35)));
        Assert.That(await CountAsync("SELECT count(*) FROM outbound.provider_lookups WHERE state IN (0, 4)"), Is.Zero, "each question that was asked was answered and written");
        await Host.SystemctlAsync("restart", "outbound-worker@1");

        await EndedAsync(job);
        await EachOnceAsync(Companies);
    }

    [Test]
    public async Task The_first_release_in_Production_needs_no_backup_and_the_next_one_makes_its_own()
    {
        var certificate = new KeyRingOptions();
        RingCertificates.Rsa(Host.Archives, "ring")(certificate);
        await Host.SetAsync("ASPNETCORE_ENVIRONMENT=Production", $"Keys__Ring__CertificatePath={certificate.CertificatePath}", $"Keys__Ring__CertificatePasswordFile={certificate.CertificatePasswordFile}");

        var first = await EndsAsync(Host.ReleaseAsync(await FirstAsync()), 0, First);
        Assert.That(first.Error + first.Out, Does.Match(@"\? +backup +there is none, and nothing was ever released"));
        var second = await EndsAsync(Host.ReleaseAsync(await ReleaseArchive.MakeAsync(Host.Archives, Second)), 0, Second);
        Assert.That(second.Error + second.Out, Does.Match(@"backup +before-2\.0\.0"));
    }

    [Test]
    public async Task What_is_no_release_or_damaged_changes_nothing()
    {
        var first = await FirstAsync();
        await EndsAsync(Host.ReleaseAsync(first), 0, First);
        var damaged = Path.Combine(Host.Archives, "damaged.tar.gz");
        await File.WriteAllBytesAsync(damaged, (await File.ReadAllBytesAsync(first))[..50_000]);
        var foreign = Path.Combine(Host.Archives, "foreign.tar.gz");
        await Host.RunAsync("tar", "-C", Repository.Root, "-czf", foreign, "samples");

        foreach (var archive in new[] { damaged, foreign, "/nowhere.tar.gz" })
            Assert.That((await EndsAsync(Host.ReleaseAsync(archive), 1, First)).Error, Does.Contain("Nothing was done").Or.Contain("nothing was done"));
        Assert.That((await EndsAsync(Host.OutboundAsync("rollback", "--yes"), 1, First)).Error, Does.Contain("There is no release before"));
    }

    private async Task RestoreAsync()
    {
        var backup = Directory.EnumerateFiles(Path.Combine(Host.Folder, "backups"), $"before-{Second}-*").Single();
        await Host.SystemctlAsync("stop", "outbound-web", "outbound-worker@1");
        await EndsAsync(Host.OutboundAsync("db", "restore", backup, "--yes"), 0, First);
        await Host.SystemctlAsync("restart", "outbound-web", "outbound-worker@1");
        Assert.That(await CountAsync("SELECT count(*) FROM outbound.workspaces WHERE slug = 'globex'"), Is.Zero, "what came after the backup is gone");
    }

    private async Task EachOnceAsync(int companies)
    {
        Assert.That(await CountAsync("SELECT count(*) FROM outbound.accounts"), Is.EqualTo(companies));
        Assert.That(await CountAsync("SELECT count(*) FROM outbound.job_items WHERE record_id IS NOT NULL AND outcome IS NOT NULL"), Is.EqualTo(companies));
        Assert.That(await CountAsync("SELECT count(*) FROM (SELECT question FROM outbound.provider_lookups WHERE state IN (1, 2) GROUP BY workspace_id, question HAVING count(*) > 1) twice"), Is.Zero, "no question was answered twice");
    }

    private async Task<long> CountAsync(string sql) => (await Host.Database.Owner.QueryAsync(sql, r => r.GetInt64(0), CancellationToken.None))[0];

    private static string Csv(string name) => string.Join('\n', Enumerable.Range(1, Companies).Select(n => string.Create(CultureInfo.InvariantCulture, $"{name}-{n}.example")).Prepend("domain"));
}
