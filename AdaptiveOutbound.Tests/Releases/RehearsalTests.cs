using System.Text.Json;
using AdaptiveOutbound.Data;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Releases;

/// <summary>Two releases on one database, with jobs that run meanwhile: in, forward, a failure, back.</summary>
[TestFixture]
internal sealed class RehearsalTests
{
    private const string First = "1.0.0", Second = "2.0.0", Broken = "3.0.0";
    private RehearsedHost _host = null!;

    [SetUp]
    public async Task CreateAsync() => _host = await RehearsedHost.CreateAsync();

    [TearDown]
    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Test]
    public async Task A_release_goes_in_the_next_one_beside_running_jobs_a_broken_one_goes_back_and_so_does_the_schema()
    {
        var first = await ReleaseArchive.MakeAsync(_host.Archives, First);
        var dll = await ReleaseArchive.BuildWithMigrationAsync(Path.Combine(_host.Archives, "build"));
        var second = await ReleaseArchive.MakeAsync(_host.Archives, Second, folder => File.Copy(dll, Path.Combine(folder, "app", "AdaptiveOutbound.Data.dll"), overwrite: true));
        var broken = await ReleaseArchive.MakeAsync(_host.Archives, Broken, BreakServe);

        await EndsAsync(_host.ReleaseAsync(first), 0, First);
        var job = await StartJobAsync();
        await EndsAsync(_host.ReleaseAsync(second), 0, Second);
        Assert.That(await MigrationsAsync(), Does.Contain("29990101000000_Rehearsal"));
        await EndedAsync(job);
        var records = await RecordsAsync();

        var failed = await EndsAsync(_host.ReleaseAsync(broken), 1, Second);
        Assert.That(failed.Error, Does.Contain($"{Broken} did not get ready").And.Contain($"{Second} serves again"));

        var back = await EndsAsync(_host.OutboundAsync("rollback", "--yes"), 0, First);
        Assert.That(back.Error, Does.Contain($"{Second} goes back to {First}").And.Contain("29990101000000_Rehearsal"));
        Assert.That(await MigrationsAsync(), Does.Not.Contain("29990101000000_Rehearsal"));
        Assert.That(await RecordsAsync(), Is.EqualTo(records));
        Assert.That(Directory.EnumerateFiles(Path.Combine(_host.Folder, "backups")), Is.Not.Empty);
    }

    private static void BreakServe(string folder)
    {
        var launcher = Path.Combine(folder, "outbound");
        File.WriteAllText(launcher, File.ReadAllText(launcher).Replace("case ${1:-} in", "if [ \"${1:-}\" = serve ]; then exit 3; fi\ncase ${1:-} in", StringComparison.Ordinal));
    }

    private async Task<ProgramEnd> EndsAsync(Task<ProgramEnd> running, int code, string serves)
    {
        var end = await running;
        Assert.That((end.ExitCode, _host.Current), Is.EqualTo((code, serves)), $"{end.Error}{end.Out}");
        return end;
    }

    private async Task<Guid> StartJobAsync()
    {
        await EndsAsync(_host.OutboundAsync("workspace", "create", "acme"), 0, First);
        var token = (await EndsAsync(_host.OutboundAsync("token", "create", "--workspace", "acme", "--role", "member"), 0, First)).Out.Trim();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_host.Port}") };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var file = new StringContent(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "samples/companies.csv")), System.Text.Encoding.UTF8, "text/csv");
        using var answer = await http.PostAsync(new Uri("/api/v1/imports?kind=accounts&then=enrich", UriKind.Relative), file);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(202), text);
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetGuid();
    }

    private Task EndedAsync(Guid import) => Eventually.TrueAsync(async () => (await _host.Database.Owner.QueryAsync("""
        SELECT count(*) = 2 AND bool_and(status = 'completed') AND bool_and(unknown = 0) FROM outbound.jobs WHERE id = $1 OR origin_id = $1
        """, r => r.GetBoolean(0), CancellationToken.None, import))[0], "the jobs end", TimeSpan.FromSeconds(60));

    private Task<List<string>> MigrationsAsync() =>
        _host.Database.Owner.QueryAsync("SELECT migration_id FROM outbound.\"__EFMigrationsHistory\"", r => r.GetString(0), CancellationToken.None);

    private Task<List<string>> RecordsAsync() => _host.Database.Owner.QueryAsync("SELECT id || fields::text FROM outbound.accounts ORDER BY id", r => r.GetString(0), CancellationToken.None);
}
