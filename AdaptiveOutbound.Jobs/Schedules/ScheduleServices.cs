using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Lanes;
using Microsoft.Extensions.DependencyInjection;

namespace AdaptiveOutbound.Jobs.Schedules;

/// <summary>Puts what starts by itself into a host's container, which has the engine and enrichment already: schedules, and records that enrich themselves.</summary>
internal static class ScheduleServices
{
    public static IServiceCollection AddOutboundSchedules(this IServiceCollection services, OutboundDatabase database, ScheduleOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(_ => new ScheduleRows(database.App)).AddSingleton(_ => new DueSchedules(database.System));
        services.AddSingleton<ScheduleTimes>().AddSingleton<ScheduleWork>();
        services.AddSingleton<SaveSchedule>().AddSingleton<DeleteSchedule>().AddSingleton<ReadSchedules>().AddSingleton<RunSchedule>().AddSingleton<FireSchedule>();
        services.AddSingleton<IHangfireEntry>(p => new ScheduleJob(p.GetRequiredService<DueSchedules>(), p.GetRequiredService<FireSchedule>()));
        services.AddSingleton<MirrorSchedules>().AddSingleton<ScheduleSweep>().AddSingleton<IWorkerLoop>(p => p.GetRequiredService<ScheduleSweep>());
        services.AddSingleton(_ => new ChangedRecords(database.App, database.System)).AddSingleton<AutoEnrich>().AddSingleton<AutoEnrichLoop>().AddSingleton<IWorkerLoop>(p => p.GetRequiredService<AutoEnrichLoop>());
        return services;
    }
}
