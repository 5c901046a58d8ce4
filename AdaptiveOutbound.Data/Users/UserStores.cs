using AdaptiveOutbound.Data.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdaptiveOutbound.Data.Users;

/// <summary>Where Identity keeps users.</summary>
internal static class UserStores
{
    /// <summary>Adds the context on the app's own pool, so that Identity's stores and our statements share it.</summary>
    public static IServiceCollection AddUserContext(this IServiceCollection services, OutboundDatabase database) =>
        services.AddDbContext<OutboundContext>(options => OutboundContextOptions.Configure(options, database.App));
}
