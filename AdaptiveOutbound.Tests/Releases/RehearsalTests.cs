using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Releases;

/// <summary>The short form: two releases on one database beside a running job, and back.</summary>
[TestFixture]
internal sealed class RehearsalTests : Rehearsal
{
    [Test]
    public async Task The_next_release_goes_in_beside_a_running_job_and_back_with_its_migration()
    {
        var built = SecondAsync();
        await EndsAsync(Host.ReleaseAsync(await FirstAsync()), 0, First);
        var second = await built;
        var job = await StartJobAsync("acme", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "samples/companies.csv")));
        await EndsAsync(Host.ReleaseAsync(second), 0, Second);
        Assert.That(await MigrationsAsync(), Does.Contain(NewMigration));
        await EndedAsync(job);
        var data = await DataAsync();

        var back = await EndsAsync(Host.OutboundAsync("rollback", "--yes"), 0, First);

        Assert.That(back.Error, Does.Contain($"{Second} goes back to {First}").And.Contain(NewMigration));
        Assert.That(await MigrationsAsync(), Does.Not.Contain(NewMigration));
        Assert.That(await DataAsync(), Is.EqualTo(data));
        Assert.That((await EndsAsync(Host.OutboundAsync("rollback", "--to", Second, "--yes"), 1, First)).Error, Does.Contain($"{Second} needs migrations that the database does not have"));
    }
}
