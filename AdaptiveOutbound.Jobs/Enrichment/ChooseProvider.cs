using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>Why there is nobody to ask.</summary>
internal enum NoProvider
{
    /// <summary>Apollo was asked for, or nobody and there is no sandbox; the workspace has no key.</summary>
    NoKey,

    /// <summary>Apollo no longer takes the key.</summary>
    KeyRejected,

    /// <summary>The key cannot be opened.</summary>
    KeyNeedsReentry,

    /// <summary>Production has none.</summary>
    NoSandbox,
}

/// <summary>Decides whom to ask.</summary>
internal sealed class ChooseProvider(ListKeys keys, IEnumerable<IProvider> providers)
{
    /// <summary>Names that may be asked for.</summary>
    public static IReadOnlyList<string> Known { get; } = [ApolloRegistration.Name, SandboxProvider.ProviderName];

    /// <summary>What was asked for; else apollo when the workspace has a key, else the sandbox. A key that nobody takes any more never turns into invented data by itself.</summary>
    /// <param name="asked">One of <see cref="Known"/>, or null.</param>
    public async Task<(string? Provider, NoProvider? Why)> ExecuteAsync(Guid workspaceId, string? asked, CancellationToken cancellationToken)
    {
        var hasSandbox = providers.Any(provider => provider.Name == SandboxProvider.ProviderName);
        if (asked == SandboxProvider.ProviderName)
            return hasSandbox ? (asked, null) : (null, NoProvider.NoSandbox);
        var key = (await keys.ExecuteAsync(workspaceId, cancellationToken)).FirstOrDefault(k => k.Provider == ApolloRegistration.Name);
        return key?.Status switch
        {
            null when asked is null && hasSandbox => (SandboxProvider.ProviderName, null),
            null => (null, NoProvider.NoKey),
            KeyStatus.Rejected => (null, NoProvider.KeyRejected),
            KeyStatus.NeedsReentry => (null, NoProvider.KeyNeedsReentry),
            _ => (ApolloRegistration.Name, null),
        };
    }

    /// <summary>Why there is nobody to ask, as the answer to who asked for a job.</summary>
    public static JobRefusal Refusal(NoProvider why) => why switch
    {
        NoProvider.NoKey => new("no_key", "The workspace has no key for apollo: set one first.", "provider"),
        NoProvider.KeyRejected => new("key_rejected", "Apollo no longer takes the workspace's key: set another one first.", "provider"),
        NoProvider.KeyNeedsReentry => new("no_key", "The workspace's key for apollo cannot be opened: enter it again first.", "provider"),
        _ => new("invalid_request", "Production has no sandbox: use apollo.", "provider"),
    };
}
