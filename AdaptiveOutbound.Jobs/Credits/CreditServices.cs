using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Jobs.Lanes;
using Microsoft.Extensions.DependencyInjection;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>Registers the ledger and its nightly comparison with the providers' own counters. The host adds workspaces, keys and their verifier.</summary>
internal static class CreditServices
{
    public static IServiceCollection AddLedger(this IServiceCollection services, OutboundDatabase database) => services
        .AddSingleton(new LedgerRows(database.App)).AddSingleton(new LedgerLines(database.App)).AddSingleton(new ProviderCountRows(database.App))
        .AddSingleton<FindPeriod>().AddSingleton<ReadLedger>().AddSingleton<WriteLedger>().AddSingleton<WriteLookups>().AddSingleton<ReadReconciliation>()
        .AddSingleton(new CountTurns(database.System)).AddMaintenance(database).AddSingleton<ReconcileCredits>().AddSingleton<ReconcileLoop>()
        .AddSingleton<IWorkerLoop>(p => p.GetRequiredService<ReconcileLoop>());
}
