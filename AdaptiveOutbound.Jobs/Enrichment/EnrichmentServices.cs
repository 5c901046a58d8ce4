using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Enrichment;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Limits;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Limits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>Puts enrichment into a host's container. The host adds keys and the providers.</summary>
internal static class EnrichmentServices
{
    public static IServiceCollection AddOutboundEnrichment(this IServiceCollection services, OutboundDatabase database)
    {
        services.AddSingleton(_ => new RecordStore(database.App));
        services.AddSingleton(_ => new LookupStore(database.App));
        services.AddSingleton(_ => new CreditReservations(database.App));
        services.TryAddSingleton(_ => new BudgetRows(database.App));
        services.AddSingleton(_ => new LimitStore(database.App));
        services.AddSingleton<LimitGate>();
        services.AddSingleton<Entitlements>();
        services.AddSingleton<KeySource>();
        services.AddSingleton<ProviderCredits>().AddSingleton<RunEstimates>().AddSingleton<EstimateImport>().AddSingleton<EstimateJob>();
        services.TryAddSingleton(_ => new RecordRows(database.App));
        services.AddSingleton<ChooseProvider>().AddSingleton<CheckEnrich>().AddSingleton<StartEnrich>();
        services.AddSingleton<IJobWork, EnrichAccounts>();
        services.AddSingleton<IJobWork, EnrichContacts>();
        services.TryAddSingleton(_ => new FileJobs(database.App));
        services.AddSingleton(_ => new RevertRows(database.App)).AddSingleton<RevertEnrichment>().AddSingleton<RehearseRevert>().AddSingleton<IJobWork, RevertEnrichmentWork>();
        return services;
    }
}
