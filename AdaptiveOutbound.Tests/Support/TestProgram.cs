using System.Diagnostics;
using System.Globalization;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Embedded;
using Npgsql;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>What tests run as a process of its own, to share a cluster with it and to kill it.</summary>
internal static class TestProgram
{
    /// <summary><c>hold DIR [system|npm]</c>: opens the cluster, prints <c>PORT started|joined MILLISECONDS</c>, leaves at the end of its input.</summary>
    public static Task<int> Main(string[] arguments) => arguments switch
    {
        ["hold", var directory, ..] => HoldAsync(directory, arguments),
        ["worker", var url, var workers] => TestWorker.EnrichAsync(new Uri(url), int.Parse(workers, CultureInfo.InvariantCulture)),
        ["schedules", var url, var workers] => TestWorker.ScheduleAsync(new Uri(url), int.Parse(workers, CultureInfo.InvariantCulture)),
        ["timed", var milliseconds, var workers] => TestWorker.TimedAsync(double.Parse(milliseconds, CultureInfo.InvariantCulture), int.Parse(workers, CultureInfo.InvariantCulture)),
        ["sandbox", var latency] => TestWorker.SandboxAsync(int.Parse(latency, CultureInfo.InvariantCulture)),
        ["work", var app, var system] => WorkerProcessMode.RunAsync(app, system),
        _ => Task.FromResult(2),
    };

    private static async Task<int> HoldAsync(string directory, string[] arguments)
    {
        var options = new EmbeddedOptions
        {
            Directory = directory,
            Unsafe = true,
            Sources = arguments.Contains("npm") ? BinarySources.Npm : BinarySources.System,
        };
        try
        {
            var start = Stopwatch.GetTimestamp();
            await using var cluster = await EmbeddedCluster.OpenAsync(
                options, TimeProvider.System, Console.Error.WriteLine, (c, token) => EmbeddedBootstrap.RunAsync(c, OutboundDatabase.Name, token), CancellationToken.None);
            await using var source = NpgsqlDataSource.Create(EmbeddedBootstrap.Connections(cluster, OutboundDatabase.Name).App);
            await using var command = source.CreateCommand("select 1");
            await command.ExecuteScalarAsync();
            Console.WriteLine($"{cluster.Port} {(cluster.Started ? "started" : "joined")} {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0}");
            await Console.In.ReadToEndAsync();
            return 0;
        }
        catch (DatabaseUnavailableException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }
}
