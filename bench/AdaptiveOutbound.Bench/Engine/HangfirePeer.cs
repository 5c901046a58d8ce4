using System.Diagnostics;
using System.Globalization;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Npgsql;

namespace AdaptiveOutbound.Bench.Engine;

/// <summary>Hangfire.PostgreSql as it comes: default options, filters and worker count, one background job per no-op.</summary>
public sealed class HangfirePeer
{
    public const string Verb = "--hangfire";
    public const string Connection = "BENCH_HANGFIRE";
    private const string Schema = "stock_hangfire";
    private const int WarmUp = 100;

    public static async Task<int> RunAsync(string count)
    {
        var connection = new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable(Connection)) { Pooling = true }.ConnectionString;
        var options = new PostgreSqlStorageOptions { SchemaName = Schema };
        var storage = new PostgreSqlStorage(new NpgsqlConnectionFactory(connection, options), options);
        await DrainAsync(storage, WarmUp);
        var jobs = int.Parse(count, CultureInfo.InvariantCulture);
        var took = await DrainAsync(storage, jobs);
        Console.WriteLine(FormattableString.Invariant($"{{\"value\":{jobs / took.TotalSeconds}}}"));
        return 0;
    }

    private static async Task<TimeSpan> DrainAsync(JobStorage storage, int jobs)
    {
        var client = new BackgroundJobClient(storage);
        var before = storage.GetMonitoringApi().SucceededListCount();
        await Task.Run(() => Parallel.For(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => client.Enqueue(() => Run(i))));
        var began = Stopwatch.GetTimestamp();
        using var server = new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = 20 }, storage);
        while (storage.GetMonitoringApi().SucceededListCount() < before + jobs)
            await Task.Delay(50);
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>The job: nothing.</summary>
    public static void Run(int number) => _ = number;
}
