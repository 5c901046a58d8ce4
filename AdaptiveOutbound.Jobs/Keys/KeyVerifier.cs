using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>
/// Asks a provider about a key, with free calls only: the provider's own <c>TestKeyAsync</c>, chosen by name. The key is
/// wiped when it returns.
/// </summary>
internal delegate Task<KeyTest> KeyVerifier(string provider, ApiKey key, CancellationToken ct);
