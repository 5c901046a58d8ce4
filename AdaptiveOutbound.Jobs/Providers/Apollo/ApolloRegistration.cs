using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>Puts Apollo into a container.</summary>
public static class ApolloRegistration
{
    /// <summary>The provider's name.</summary>
    public const string Name = "apollo";

    /// <summary>
    /// Adds the provider <c>apollo</c>, and its options, which are checked at start. The host binds them to
    /// <see cref="ApolloOptions.Section"/> and provides a <see cref="TimeProvider"/>.
    /// </summary>
    public static OptionsBuilder<ApolloOptions> AddApollo(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<ApolloOptions>, ApolloOptionsValidator>();
        services.AddSingleton<IProvider>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<ApolloOptions>>().Value;
            return new ApolloProvider(Name, options.BaseUrl, options, provider.GetRequiredService<TimeProvider>());
        });
        return services.AddOptions<ApolloOptions>().ValidateOnStart();
    }
}
