using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Lanes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>Registers what takes away what is too old.</summary>
internal static class CleanupServices
{
    /// <summary>Rows of recurring work, which several features take turns by.</summary>
    public static IServiceCollection AddMaintenance(this IServiceCollection services, OutboundDatabase database)
    {
        services.TryAddSingleton(_ => new MaintenanceRows(database.System));
        return services;
    }

    public static IServiceCollection AddCleanup(this IServiceCollection services, OutboundDatabase database)
    {
        services.TryAddSingleton(new CleanupOptions());
        services.TryAddSingleton(p => p.GetRequiredService<CleanupOptions>().Files);
        services.TryAddSingleton(_ => new FileJobs(database.App));
        services.AddSingleton(_ => new CleanupRows(database.System));
        return services.AddMaintenance(database).AddSingleton<CleanUpData>().AddSingleton<RunCleanup>().AddSingleton<CleanupLoop>()
            .AddSingleton<IWorkerLoop>(p => p.GetRequiredService<CleanupLoop>()).AddSingleton<IHangfireEntry>(p => p.GetRequiredService<CleanupLoop>().Job)
            .AddSingleton<StartCleanup>().AddSingleton<IJobWork, CleanupWork>();
    }
}
