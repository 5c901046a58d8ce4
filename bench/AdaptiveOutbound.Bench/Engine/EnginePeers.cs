using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace AdaptiveOutbound.Bench.Engine;

/// <summary>What others do with bare no-op jobs: no row of ours, no log. Each in a process of its own, warmed up in the same way.</summary>
internal static class EnginePeers
{
    private const int HangfireJobs = 2_000;

    public static async Task RunAsync(Dictionary<string, double> peers, string connection, CancellationToken cancellationToken)
    {
        var graphile = await GraphileAsync(connection, cancellationToken);
        peers["graphileWorker"] = Math.Round(graphile);
        var start = ChildProcess.Ours("AdaptiveOutbound.Bench.dll", HangfirePeer.Verb, HangfireJobs.ToString(CultureInfo.InvariantCulture));
        start.Environment[HangfirePeer.Connection] = connection;
        peers["hangfire"] = Math.Round(ValueOf(await ChildProcess.ReadAsync(start, cancellationToken)), 1);
    }

    private static async Task<double> GraphileAsync(string connection, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "peers");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "graphile-worker")))
            await ChildProcess.ReadAsync(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]) { WorkingDirectory = folder }, cancellationToken);
        var count = EngineBench.Jobs.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("node", ["graphile-worker.cjs", count]) { WorkingDirectory = folder };
        var server = new NpgsqlConnectionStringBuilder(connection);
        start.Environment["DATABASE_URL"] = $"postgres://{server.Username}:{server.Password}@{server.Host}:{server.Port}/{server.Database}";
        return ValueOf(await ChildProcess.ReadAsync(start, cancellationToken));
    }

    private static double ValueOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("value").GetDouble();
    }
}
