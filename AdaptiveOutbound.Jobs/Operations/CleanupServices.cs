using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Lanes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>Registers what takes away what is too old.</summary>
internal static class CleanupServices
{
    public static IServiceCollection AddCleanup(this IServiceCollection services, OutboundDatabase database)
    {
        services.TryAddSingleton(new CleanupOptions());
        services.TryAddSingleton(p => p.GetRequiredService<CleanupOptions>().Files);
        services.TryAddSingleton(_ => new FileJobs(database.App));
        services.AddSingleton(_ => new CleanupRows(database.System)).AddSingleton(_ => new MaintenanceRows(database.System));
        return services.AddSingleton<CleanUpData>().AddSingleton<RunCleanup>().AddSingleton<CleanupLoop>()
            .AddSingleton<IWorkerLoop>(p => p.GetRequiredService<CleanupLoop>()).AddSingleton<IHangfireEntry>(p => p.GetRequiredService<CleanupLoop>().Job)
            .AddSingleton<StartCleanup>().AddSingleton<IJobWork, CleanupWork>();
    }
}
