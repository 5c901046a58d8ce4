using AdaptiveOutbound.Jobs.Providers.Apollo;

namespace AdaptiveOutbound.Jobs.Providers;

/// <summary>
/// The provider <c>sandbox</c>: the Apollo adapter on the sandbox's address. A provider of its own everywhere else: its answers are
/// invented and cost nothing real.
/// </summary>
internal sealed class SandboxProvider(Uri baseUrl, ApolloOptions options, TimeProvider clock)
    : ApolloProvider(ProviderName, baseUrl, options, clock)
{
    /// <summary>The provider's name.</summary>
    public const string ProviderName = "sandbox";
}
