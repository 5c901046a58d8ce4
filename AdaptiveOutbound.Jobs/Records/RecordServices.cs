using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>Puts the use cases of records into a host's container.</summary>
internal static class RecordServices
{
    public static IServiceCollection AddOutboundRecords(this IServiceCollection services, OutboundDatabase database)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new RecordRows(database.App));
        services.AddSingleton(p => new RecordWriter(database.App, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(_ => new LookupHistory(database.App));
        services.AddSingleton(_ => new ReadRecordHistory(new AuditRows(database.App)));
        return services.AddSingleton<ListRecords>().AddSingleton<FindRecord>().AddSingleton<CreateRecords>().AddSingleton<EditRecord>().AddSingleton<DeleteRecords>();
    }
}
