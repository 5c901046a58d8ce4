using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Limits;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Tests.Enrichment;
using Microsoft.Extensions.Logging.Abstractions;

namespace AdaptiveOutbound.Tests.Credits;

/// <summary>Estimates over a host's records. The sandbox is named in each request, so that no key is looked for.</summary>
internal static class Estimating
{
    public static CheckEnrich Check(EnrichHost host)
    {
        IProvider[] providers = [host.Get<IProvider>()];
        return new(new ChooseProvider(null!, providers), host.Get<RecordRows>());
    }

    public static EstimateJob Of(EnrichHost host) => new(Check(host), host.Get<RecordRows>(), new RunEstimates(host.Get<RecordStore>(), host.Get<LookupStore>(), host.Get<LimitStore>(),
        null!, new ProviderCredits(null!, null!, TimeProvider.System, NullLogger<ProviderCredits>.Instance), host.Get<BudgetRows>(), [host.Get<IProvider>()], TimeProvider.System));
}
