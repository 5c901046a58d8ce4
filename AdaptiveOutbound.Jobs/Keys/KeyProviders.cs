using AdaptiveOutbound.Jobs.Providers.Apollo;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>The providers that take a workspace's own key. The sandbox takes none.</summary>
internal static class KeyProviders
{
    public static IReadOnlyList<string> All { get; } = [ApolloRegistration.Name];
}
