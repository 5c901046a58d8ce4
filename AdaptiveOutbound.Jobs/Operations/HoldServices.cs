using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Backups;
using Microsoft.Extensions.DependencyInjection;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>Registers what lets work go on after a restore. The host adds keys, credits and schedules.</summary>
internal static class HoldServices
{
    public static IServiceCollection AddHold(this IServiceCollection services, OutboundDatabase database) =>
        services.AddSingleton(new HoldRows(database.App, database.System)).AddSingleton<ReadSpent>().AddSingleton<ResumeHeld>();
}
