using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AdaptiveOutbound.Data;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Releases;

/// <summary>What <c>./outbound publish</c> makes, unpacked where no source tree and no .NET is, run by an ordinary account.</summary>
[TestFixture]
[Category("Long")]
internal sealed class ArchiveTests
{
    private const int Companies = 400;
    private const string OfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private readonly List<Process> _started = [];
    private string _root = null!, _version = null!;

    [OneTimeSetUp]
    public async Task PublishAsync()
    {
        _root = Directory.CreateTempSubdirectory("outbound-archive-").FullName;
        // A release before it, and one that was removed since.
        await File.WriteAllTextAsync(Path.Combine(_root, "outbound-0.0.2.tar.gz"), "");
        await File.WriteAllTextAsync(Path.Combine(_root, "SHA256SUMS"), $"{OfNothing}  outbound-0.0.1.tar.gz\n{OfNothing}  outbound-0.0.2.tar.gz\n");
        var end = await EndAsync(Start(Path.Combine(Repository.Root, "outbound"), ["publish", "--output", _root], asOrdinary: false));
        Assert.That(end.ExitCode, Is.Zero, end.Error);
        _version = (await File.ReadAllTextAsync(Path.Combine(_root, "VERSION"))).Trim();
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_root, recursive: true);

    [TearDown]
    public async Task StopAsync()
    {
        foreach (var process in _started.Where(p => !p.HasExited)) await TermAsync(process);
        _started.Clear();
    }

    [Test]
    public async Task There_are_two_archives_with_their_checksums_and_a_list_of_what_is_in_them()
    {
        var check = await EndAsync(Start("sha256sum", ["-c", "SHA256SUMS"], asOrdinary: false));
        var bill = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_root, $"outbound-{_version}.cdx.json"))).RootElement;

        Assert.That((check.ExitCode, check.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length), Is.EqualTo((0, 4)), check.Out);
        Assert.That(check.Out, Does.Contain("outbound-0.0.2.tar.gz"), "the one before, with which one goes back");
        Assert.That(bill.GetProperty("bomFormat").GetString(), Is.EqualTo("CycloneDX"));
        Assert.That(bill.GetProperty("components").EnumerateArray().Select(c => c.GetProperty("name").GetString()), Does.Contain("Hangfire.Core").And.Contain("Npgsql"));
    }

    [Test]
    public async Task Every_link_of_its_documents_leads_to_a_file_that_is_in_it()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, "read")).FullName;
        await EndAsync(Start("tar", ["-xzf", Path.Combine(_root, $"outbound-{_version}.tar.gz"), "-C", folder], asOrdinary: false));

        Assert.That(Markdown.BrokenLinks(Path.Combine(folder, $"outbound-{_version}")), Is.Empty);
    }

    [Test]
    public async Task On_its_own_it_migrates_serves_enriches_and_stops_under_load_without_a_loss()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.RunAsSuperuserAsync("DROP SCHEMA outbound CASCADE; DROP SCHEMA hangfire CASCADE");
        await EndAsync(Start("tar", ["-xzf", Path.Combine(_root, $"outbound-{_version}-linux-x64.tar.gz"), "-C", _root], asOrdinary: false));
        await EndAsync(Start("chmod", ["-R", "a+rX", _root], asOrdinary: false));
        var program = Path.Combine(_root, $"outbound-{_version}", "outbound");

        Assert.That((await RunAsync(database, program, "db", "migrate")).Out, Does.Contain("Applied"));
        var web = Start(program, ["serve", "--roles", "web", "--urls", "http://127.0.0.1:0"], database: database);
        var address = await AddressAsync(web);
        Process[] workers = [Start(program, ["serve", "--roles", "worker"], database: database), Start(program, ["serve", "--roles", "worker"], database: database)];
        await RunAsync(database, program, "workspace", "create", "acme");
        var token = (await RunAsync(database, program, "token", "create", "--workspace", "acme", "--role", "member")).Out.Trim();
        await ImportAsync(address, token);
        await Eventually.TrueAsync(async () => await CountAsync(database, "SELECT count(*) FROM outbound.provider_lookups") > 0, "the work begins", TimeSpan.FromSeconds(60));

        foreach (var process in new[] { workers[0], web }) Assert.That(await TermAsync(process), Is.LessThan(TimeSpan.FromSeconds(35)));
        await Eventually.TrueAsync(async () => await CountAsync(database, "SELECT count(*) FROM outbound.jobs WHERE status = 'completed'") == 2, "the other worker ends the work", TimeSpan.FromSeconds(120));
        Assert.That(await CountAsync(database, "SELECT count(*) FROM outbound.job_items WHERE record_id IS NOT NULL AND outcome IS NOT NULL"), Is.EqualTo(Companies));
        Assert.That(await CountAsync(database, "SELECT count(*) FROM outbound.provider_lookups WHERE state IN (0, 4)"), Is.Zero);
    }

    private static async Task<string> AddressAsync(Process web)
    {
        while (await web.StandardError.ReadLineAsync() is { } line)
            if (line.Split(' ', '"').FirstOrDefault(word => word.StartsWith("http://127", StringComparison.Ordinal)) is { } address) return address.TrimEnd('.');
        throw new InvalidOperationException("The web process ended.");
    }

    private static async Task ImportAsync(string address, string token)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var file = new StringContent(string.Join('\n', Enumerable.Range(1, Companies).Select(n => string.Create(CultureInfo.InvariantCulture, $"company-{n}.example")).Prepend("domain")), System.Text.Encoding.UTF8, "text/csv");
        using var answer = await http.PostAsync(new Uri("/api/v1/imports?kind=accounts&then=enrich", UriKind.Relative), file);
        Assert.That((int)answer.StatusCode, Is.EqualTo(202), await answer.Content.ReadAsStringAsync());
    }

    private async Task<ProgramEnd> RunAsync(TestDatabase database, string program, params string[] arguments)
    {
        var end = await EndAsync(Start(program, arguments, database: database));
        Assert.That(end.ExitCode, Is.Zero, $"{end.Error}{end.Out}");
        return end;
    }

    private Process Start(string program, string[] arguments, bool asOrdinary = true, TestDatabase? database = null)
    {
        // As the account that no file belongs to, where this one may choose.
        string[] words = asOrdinary && Environment.UserName == "root" ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", program, .. arguments] : [program, .. arguments];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _root };
        if (database is not null)
        {
            start.Environment.Clear();
            start.Environment["PATH"] = "/usr/bin:/bin";
            start.Environment["ASPNETCORE_ENVIRONMENT"] = "Staging";
            start.Environment["Data__Directory"] = Path.Combine(Path.GetTempPath(), $"{Path.GetFileName(_root)}-data");
            start.Environment["Providers__Sandbox__Latency"] = "00:00:00.100";
            start.Environment["ConnectionStrings__Outbound"] = database.Connections.App;
            start.Environment["ConnectionStrings__OutboundSystem"] = database.Connections.System;
            start.Environment["ConnectionStrings__OutboundOwner"] = database.Connections.RequireOwner();
        }

        var process = Process.Start(start)!;
        _started.Add(process);
        return process;
    }

    private static async Task<ProgramEnd> EndAsync(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Limit);
        return new ProgramEnd(process.ExitCode, await output, await error);
    }

    private static async Task<TimeSpan> TermAsync(Process process)
    {
        var clock = Stopwatch.StartNew();
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return clock.Elapsed;
    }

    private static async Task<long> CountAsync(TestDatabase database, string sql) => (await database.Owner.QueryAsync(sql, r => r.GetInt64(0), CancellationToken.None))[0];
}
