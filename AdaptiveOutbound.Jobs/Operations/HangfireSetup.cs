using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Lanes;
using Hangfire;
using Hangfire.Common;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>Hangfire as this product uses it: no process-wide state, ids as arguments, quick polls as a safety net only.</summary>
internal static class HangfireSetup
{
    public const string Schema = "hangfire";

    /// <summary>Storage on the system role's connection string, byte for byte the dispatcher's: so Hangfire joins its transactions.</summary>
    public static PostgreSqlStorage Storage(string systemConnectionString)
    {
        var options = new PostgreSqlStorageOptions
        {
            SchemaName = Schema,
            PrepareSchemaIfNecessary = false, // the migrator installs it
            QueuePollInterval = TimeSpan.FromMilliseconds(200), // the default, 15 s, is the wait across processes
            EnableLongPolling = false, // a connection per idle worker
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = TimeSpan.FromMinutes(2),
            DistributedLockTimeout = TimeSpan.FromMinutes(1),
            JobExpirationCheckInterval = TimeSpan.FromMinutes(1),
            DeleteExpiredBatchSize = 10_000,
            CountersAggregateInterval = TimeSpan.FromMinutes(1),
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(systemConnectionString, options), options)
        {
            JobExpirationTimeout = TimeSpan.FromHours(1),
        };
    }

    /// <summary>How Hangfire writes types and arguments; the one thing it keeps process-wide. May be repeated.</summary>
    public static void UseStableSerialization() => GlobalConfiguration.Configuration
        .SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();

    /// <summary>Only RunChunk itself dying is retried here, and a retried chunk finds itself lost: items are retried by RetryPolicy.</summary>
    public static IJobFilterProvider Filters() => new JobFilterCollection { new AutomaticRetryAttribute { Attempts = 2, DelaysInSeconds = [5, 30] } };

    /// <summary>The server of a worker process.</summary>
    /// <param name="jobs">What it calls: one object of each type.</param>
    public static BackgroundJobServer Server(JobStorage storage, WorkerOptions options, params object[] jobs) => new(
        new BackgroundJobServerOptions
        {
            WorkerCount = options.Workers,
            Queues = LaneQueues.All,
            Activator = new ChunkJobActivator(jobs),
            FilterProvider = Filters(),
            StopTimeout = TimeSpan.FromSeconds(1),
            ShutdownTimeout = TimeSpan.FromSeconds(30),
            SchedulePollingInterval = TimeSpan.FromSeconds(5),
            ServerName = $"outbound:{Environment.ProcessId}",
        }, storage);
}
