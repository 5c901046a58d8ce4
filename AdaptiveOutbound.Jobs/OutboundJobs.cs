using AdaptiveOutbound.Data.Idempotency;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Monitoring;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Idempotency;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Monitoring;
using AdaptiveOutbound.Jobs.Operations;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs;

/// <summary>Puts this project's parts into a host's container.</summary>
internal static class OutboundJobs
{
    /// <summary>The engine: what creates jobs and what works on them. <see cref="WorkerProcess"/> starts nothing by itself.</summary>
    public static IServiceCollection AddOutboundEngine(this IServiceCollection services, OutboundDatabase database, WorkerOptions options)
    {
        HangfireSetup.UseStableSerialization();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(database);
        services.AddSingleton(options);
        services.AddSingleton<JobStorage>(_ => HangfireSetup.Storage(database.Connections.System));
        services.AddSingleton<IBackgroundJobClientV2>(p => new BackgroundJobClient(p.GetRequiredService<JobStorage>(), HangfireSetup.Filters()));
        services.AddSingleton(_ => new JobWriter(database.App));
        services.AddSingleton(_ => new JobReader(database.App));
        services.AddSingleton(p => new IdempotencyRows(database.App, TimeSpan.FromDays(p.GetRequiredService<CleanupOptions>().IdempotencyDays))).AddSingleton<IdempotencyKeys>();
        services.AddSingleton(p => new JobChanges(database.Connections.App, p.GetRequiredService<TimeProvider>())).AddSingleton<JobEvents>().AddSingleton<FollowJobs>();
        services.TryAddSingleton(new FollowOptions());
        services.AddSingleton<ReadJobs>().AddSingleton<PauseJob>().AddSingleton<ResumeJob>().AddSingleton<CancelJob>().AddSingleton<RetryJob>().AddSingleton<RemoveJob>();
        services.AddSingleton(_ => new JobHistory(database.App)).AddSingleton<CountJobs>().AddSingleton(_ => new JobNeeds(database.App)).AddSingleton<FindNeeds>();
        services.AddSingleton(_ => new RemovalStore(database.App, database.System));
        services.AddSingleton(_ => new ChunkStore(database.App, database.System));
        services.AddSingleton(_ => new ReconcileStore(database.System));
        services.AddSingleton(p => new StopSweep(database.System, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(_ => new LaneBoard(database.System)).AddSingleton<ReadLanes>();
        services.AddSingleton(_ => new DispatchTransaction(database.Connections.System));
        services.AddSingleton(p => new WorkerPresence(database.Connections.System, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Telemetry>().AddSingleton<LoopBeats>().AddSingleton(_ => new JobTraces(database.App));
        services.AddSingleton(_ => new InstallationRows(database.System)).AddSingleton<ReadFigures>();
        services.AddSingleton<ChunkRinger>();
        services.AddSingleton<LaneQueue>();
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<ChunkRunner>();
        services.AddSingleton<Reconciler>().AddSingleton<IWorkerLoop>(p => p.GetRequiredService<Reconciler>());
        services.AddSingleton(p => new ChunkJob(p.GetRequiredService<ChunkRunner>(), p.GetRequiredService<Dispatcher>())).AddSingleton<IHangfireEntry>(p => p.GetRequiredService<ChunkJob>());
        services.AddCleanup(database);
        services.AddSingleton<WorkerProcess>();
        services.AddSingleton<IJobWork, NoopWork>();
        services.TryAddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.TryAddSingleton<ILoggerFactory, LoggerFactory>();
        return services;
    }
}
