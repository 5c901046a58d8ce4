using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Lanes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>Puts imports and the exports of their chains into a host's container.</summary>
internal static class ImportServices
{
    public static IServiceCollection AddOutboundImports(this IServiceCollection services, OutboundDatabase database)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new CsvLimits());
        services.TryAddSingleton(p => new FileStore(database.App, p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(_ => new FileJobs(database.App));
        services.TryAddSingleton(_ => new JobWriter(database.App));
        services.AddSingleton<UploadFile>();
        services.AddSingleton<StartImport>();
        services.AddSingleton<IJobWork, ImportCsvWork>();
        return services;
    }
}
