using System.Text.Json;
using AdaptiveOutbound.Data;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Releases;

/// <summary>What rehearsals share: the archives, a job that runs meanwhile, and what must be the same afterwards.</summary>
internal abstract class Rehearsal
{
    protected const string First = "1.0.0", Second = "2.0.0", Broken = "3.0.0", NewMigration = "29990101000000_Rehearsal";

    protected RehearsedHost Host { get; private set; } = null!;

    [SetUp]
    public async Task CreateAsync() => Host = await RehearsedHost.CreateAsync();

    [TearDown]
    public async Task DisposeAsync() => await Host.DisposeAsync();

    protected Task<string> FirstAsync() => ReleaseArchive.MakeAsync(Host.Archives, First);

    /// <summary>The next release, with a migration more.</summary>
    protected async Task<string> SecondAsync()
    {
        var dll = await ReleaseArchive.BuildWithMigrationAsync(Path.Combine(Host.Archives, "build"));
        return await ReleaseArchive.MakeAsync(Host.Archives, Second, folder => File.Copy(dll, Path.Combine(folder, "app", "AdaptiveOutbound.Data.dll"), overwrite: true));
    }

    /// <summary>One whose server ends as soon as it is started.</summary>
    protected Task<string> BrokenAsync() => ReleaseArchive.MakeAsync(Host.Archives, Broken, folder =>
    {
        var launcher = Path.Combine(folder, "outbound");
        File.WriteAllText(launcher, File.ReadAllText(launcher).Replace("case ${1:-} in", "if [ \"${1:-}\" = serve ]; then exit 3; fi\ncase ${1:-} in", StringComparison.Ordinal));
    });

    /// <summary>Waits for the end of a command, which must have this code and leave this version serving.</summary>
    protected async Task<ProgramEnd> EndsAsync(Task<ProgramEnd> running, int code, string? serves)
    {
        var end = await running;
        Assert.That((end.ExitCode, Host.Current), Is.EqualTo((code, serves)), $"{end.Error}{end.Out}");
        return end;
    }

    /// <summary>Imports companies and enriches them, over the API; returns the import.</summary>
    protected async Task<Guid> StartJobAsync(string slug, string csv)
    {
        var serves = Host.Current;
        await EndsAsync(Host.OutboundAsync("workspace", "create", slug), 0, serves);
        var token = (await EndsAsync(Host.OutboundAsync("token", "create", "--workspace", slug, "--role", "member"), 0, serves)).Out.Trim();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Host.Port}") };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var file = new StringContent(csv, System.Text.Encoding.UTF8, "text/csv");
        using var answer = await http.PostAsync(new Uri("/api/v1/imports?kind=accounts&then=enrich", UriKind.Relative), file);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(202), text);
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetGuid();
    }

    /// <summary>Waits until the import and its enrichment have ended well.</summary>
    protected Task EndedAsync(Guid import) => Eventually.TrueAsync(async () => (await Host.Database.Owner.QueryAsync(
        "SELECT count(*) = 2 AND bool_and(status = 'completed') FROM outbound.jobs WHERE id = $1 OR origin_id = $1", r => r.GetBoolean(0), CancellationToken.None, import))[0],
        "the jobs end", TimeSpan.FromSeconds(90));

    protected Task<List<string>> MigrationsAsync() =>
        Host.Database.Owner.QueryAsync("SELECT migration_id FROM outbound.\"__EFMigrationsHistory\"", r => r.GetString(0), CancellationToken.None);

    /// <summary>All records, items and lookups, a line each.</summary>
    protected Task<List<string>> DataAsync() => Host.Database.Owner.QueryAsync("""
        SELECT 'account ' || id || fields::text FROM outbound.accounts
        UNION ALL SELECT 'item ' || id || state || coalesce(outcome, -1) FROM outbound.job_items
        UNION ALL SELECT 'lookup ' || id || state || credits_charged FROM outbound.provider_lookups ORDER BY 1
        """, r => r.GetString(0), CancellationToken.None);
}
