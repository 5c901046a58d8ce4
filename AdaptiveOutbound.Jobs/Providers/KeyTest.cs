namespace AdaptiveOutbound.Jobs.Providers;

/// <summary>What a test of a key found out.</summary>
/// <param name="Verdict">Whether the provider knows the key.</param>
/// <param name="Message">One sentence for people, without the key, at most 300 characters.</param>
/// <param name="MayCall">Endpoints that the key may call, as far as the provider told.</param>
/// <param name="MayNotCall">Endpoints that the key may not call, as far as the provider told.</param>
/// <param name="CreditsLeft">Credits left with the provider; null when not told.</param>
public sealed record KeyTest(
    KeyVerdict Verdict, string Message, IReadOnlyList<string> MayCall, IReadOnlyList<string> MayNotCall, decimal? CreditsLeft)
{
    /// <summary>
    /// Stable code of what was found: <c>accepted, key_rejected, not_entitled</c> (known, but may call nothing that enriches),
    /// <c>out_of_credits, rate_limited, provider_unreachable</c>.
    /// </summary>
    public string Code { get; init; } = Verdict switch
    {
        KeyVerdict.Accepted => "accepted",
        KeyVerdict.Rejected => "key_rejected",
        _ => "provider_unreachable",
    };
}

/// <summary>Whether a provider knows a key.</summary>
public enum KeyVerdict
{
    /// <summary>The provider knows the key.</summary>
    Accepted,

    /// <summary>The provider does not know the key, or it holds characters that no key has.</summary>
    Rejected,

    /// <summary>The provider could not be asked; nothing is known about the key.</summary>
    Unreachable,
}
