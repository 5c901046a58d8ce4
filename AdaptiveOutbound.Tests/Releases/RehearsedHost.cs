using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AdaptiveOutbound.Tests.Support;
using Npgsql;

namespace AdaptiveOutbound.Tests.Releases;

/// <summary>A host as <c>docs/deployment.md</c> describes it: a folder, settings, a stand-in for systemctl, an external PostgreSQL with three logins.</summary>
internal sealed class RehearsedHost : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private readonly string _root;

    private RehearsedHost(string root, TestDatabase database, int port)
    {
        (_root, Database, Port) = (root, database, port);
        Directory.CreateDirectory(Folder);
    }

    public TestDatabase Database { get; }

    public int Port { get; }

    /// <summary>The installation's folder.</summary>
    public string Folder => Path.Combine(_root, "opt");

    /// <summary>Where the units' files lie, as in <c>/etc/systemd/system</c>.</summary>
    public string Units => Path.Combine(_root, "units");

    /// <summary>Where archives are made.</summary>
    public string Archives => Path.Combine(_root, "archives");

    /// <summary>The version that serves.</summary>
    public string? Current => new FileInfo(Path.Combine(Folder, "current")).LinkTarget is { } target ? Path.GetFileName(target) : null;

    public static async Task<RehearsedHost> CreateAsync()
    {
        var database = await TestDatabase.CreateAsync();
        await database.RunAsSuperuserAsync("DROP SCHEMA outbound CASCADE; DROP SCHEMA hangfire CASCADE");
        var host = new RehearsedHost(Path.Combine(Path.GetTempPath(), $"outbound-rehearsal-{Guid.NewGuid():N}"), database, FreePort());
        Directory.CreateDirectory(host.Archives);
        Directory.CreateDirectory(Path.Combine(host._root, "bin"));
        File.Copy(Path.Combine(Repository.Root, "AdaptiveOutbound.Tests/Releases/systemctl"), Path.Combine(host._root, "bin", "systemctl"));
        Directory.CreateDirectory(host.Units);
        foreach (var unit in Directory.EnumerateFiles(Path.Combine(Repository.Root, "deploy/systemd"), "*.service"))
            await File.WriteAllTextAsync(Path.Combine(host.Units, Path.GetFileName(unit)), (await File.ReadAllTextAsync(unit)).Replace("/opt/outbound", host.Folder, StringComparison.Ordinal));
        await host.WriteSettingsAsync();
        return host;
    }

    /// <summary>Runs a script or program of the installation to its end.</summary>
    public async Task<ProgramEnd> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{Path.Combine(_root, "bin")}:{start.Environment["PATH"]}";
        start.Environment["REHEARSAL_UNITS"] = start.Environment["PREVIEW_UNIT_DIRECTORY"] = Units;
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        start.Environment.Remove("DOTNET_ENVIRONMENT");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Limit);
        return new ProgramEnd(process.ExitCode, await output, await error);
    }

    /// <summary><c>deploy/release</c> with this archive.</summary>
    public Task<ProgramEnd> ReleaseAsync(string archive, params string[] more) => RunAsync(Path.Combine(Repository.Root, "deploy/release"), [Folder, archive, .. more]);

    /// <summary>A verb of the release that serves, which finds its settings by itself.</summary>
    public Task<ProgramEnd> OutboundAsync(params string[] arguments) => RunAsync(Path.Combine(Folder, "current/outbound"), arguments);

    /// <summary>Lines of a shell in which nothing is set; the first that fails ends it.</summary>
    public Task<ProgramEnd> ShellAsync(string lines) => RunAsync("bash", "-c", $"set -euo pipefail\n{lines}");

    /// <summary>Adds settings of the units.</summary>
    public Task SetAsync(params string[] lines) => File.AppendAllLinesAsync(Path.Combine(Folder, "outbound.env"), lines);

    /// <summary>Where the stand-in for systemctl lies.</summary>
    public string Systemctl => Path.Combine(_root, "bin", "systemctl");

    public Task<ProgramEnd> SystemctlAsync(string verb, params string[] units) => RunAsync(Systemctl, [verb, .. units]);

    public async ValueTask DisposeAsync()
    {
        await SystemctlAsync("stop", [.. Directory.EnumerateFiles(Units, "*.pid").Select(f => Path.GetFileNameWithoutExtension(f))]);
        await Database.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private async Task WriteSettingsAsync()
    {
        var connections = Database.Connections;
        await File.WriteAllTextAsync(Path.Combine(Folder, "outbound.env"), $"""
            # Settings of the units.
            ASPNETCORE_ENVIRONMENT=Staging
            ASPNETCORE_URLS=http://127.0.0.1:{Port}
            Data__Directory="{_root}/data"
            Host__PublicUrl=https://outbound.example.com
            Host__Workers=4
            ConnectionStrings__Outbound="{Plain(connections.App)}"
            ConnectionStrings__OutboundSystem="{Plain(connections.System)}"
            Providers__Sandbox__Latency=00:00:00.050

            """);
        await File.WriteAllTextAsync(Path.Combine(Folder, "owner.env"), $"""
            ConnectionStrings__OutboundOwner="{Plain(connections.RequireOwner())}"
            Release__Units="outbound-web outbound-worker@1"
            Release__ReadySeconds=30

            """);
    }

    // As a person writes it: server, database, login.
    private static string Plain(string connectionString)
    {
        var full = new NpgsqlConnectionStringBuilder(connectionString);
        return $"Host={full.Host};Port={full.Port};Database={full.Database};Username={full.Username};Password={full.Password}";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
