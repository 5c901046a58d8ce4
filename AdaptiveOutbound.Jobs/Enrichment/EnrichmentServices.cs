using AdaptiveOutbound.Data.Limits;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Limits;
using Microsoft.Extensions.DependencyInjection;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>Puts enrichment into a host's container. The host adds keys and the providers.</summary>
internal static class EnrichmentServices
{
    public static IServiceCollection AddOutboundEnrichment(this IServiceCollection services, OutboundDatabase database)
    {
        services.AddSingleton(_ => new RecordStore(database.App));
        services.AddSingleton(_ => new LookupStore(database.App));
        services.AddSingleton(_ => new LimitStore(database.App));
        services.AddSingleton<LimitGate>();
        services.AddSingleton<Entitlements>();
        services.AddSingleton<KeySource>();
        services.AddSingleton<EstimateCost>();
        services.AddSingleton<IJobWork, EnrichAccounts>();
        services.AddSingleton<IJobWork, EnrichContacts>();
        return services;
    }
}
