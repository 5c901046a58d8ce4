using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Exports;
using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Imports;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Exports;
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
        services.TryAddSingleton(new FileLifetimes());
        services.TryAddSingleton(p => new FileStore(database.App, p.GetRequiredService<FileLifetimes>(), p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(_ => new FileJobs(database.App));
        services.TryAddSingleton(_ => new JobWriter(database.App));
        services.AddSingleton<UploadFile>().AddSingleton<FileWalk>();
        services.AddSingleton<StartImport>();
        services.AddSingleton(_ => new RecordLookup(database.App));
        services.AddSingleton<PreviewImport>().AddSingleton<RehearseImport>().AddSingleton<DropUpload>().AddSingleton<WriteImportErrors>();
        services.AddSingleton(_ => new UndoRows(database.App)).AddSingleton<UndoImport>().AddSingleton<RehearseUndo>().AddSingleton<IJobWork, UndoImportWork>();
        services.AddSingleton<IJobWork, ImportCsvWork>();
        services.AddSingleton(_ => new ExportStore(database.App));
        services.TryAddSingleton(_ => new RecordRows(database.App));
        services.AddSingleton<ExportRecords>();
        services.AddSingleton<StartExport>();
        services.AddSingleton<IJobWork, ExportDataWork>();
        services.AddSingleton(s => new DownloadFile(s.GetRequiredService<FileStore>(), new AuditRows(database.App)));
        return services;
    }
}
