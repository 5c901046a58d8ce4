namespace AdaptiveOutbound.Jobs.Providers;

/// <summary>Why a call brought no answers. A closed set: what to do next is decided from it alone.</summary>
public abstract record ProviderFailure
{
    private ProviderFailure(string code, string message)
    {
        Code = code;
        Message = message;
    }

    /// <summary>Stable code, such as <c>rate_limited</c>.</summary>
    public string Code { get; }

    /// <summary>One sentence for people: no HTML, no key, no e-mail address, at most 300 characters.</summary>
    public string Message { get; }

    /// <summary>The provider does not know the key, or the key cannot be sent at all. No retry will help.</summary>
    public sealed record KeyRejected(string Message) : ProviderFailure("key_rejected", Message);

    /// <summary>The key is good but may not call <paramref name="Endpoint"/>: scope, plan or master key.</summary>
    public sealed record NotEntitled(string Endpoint, string Message) : ProviderFailure("not_entitled", Message);

    /// <summary>The provider's own credits are used up; <paramref name="ResetsAt"/> when it said so.</summary>
    public sealed record OutOfCredits(DateTimeOffset? ResetsAt, string Message) : ProviderFailure("out_of_credits", Message);

    /// <summary>Too many calls; <paramref name="RetryAfter"/> is the provider's own wait, at most 24 hours.</summary>
    public sealed record RateLimited(TimeSpan? RetryAfter, string Message) : ProviderFailure("rate_limited", Message);

    /// <summary>The provider refuses what was asked. Permanent; after a bulk call the caller splits the batch.</summary>
    public sealed record InvalidRequest(string Message) : ProviderFailure("invalid_request", Message);

    /// <summary>The provider answered that it failed, with HTTP status <paramref name="Status"/>: 5xx, or a
    /// proxy's page. Transient, not charged.</summary>
    public sealed record ServerError(int Status, string Message) : ProviderFailure("server_error", Message);

    /// <summary>Nothing left this machine: name not found, connection refused, TLS handshake failed. Transient, not charged.</summary>
    public sealed record ConnectionRefused(string Message) : ProviderFailure("connection_refused", Message);

    /// <summary>
    /// Time-out or break after sending, or an accepted call whose answer cannot be read: may have been charged.
    /// </summary>
    public sealed record Unknown(string Message) : ProviderFailure("unknown", Message);

    /// <summary>The provider pointed elsewhere. Never followed: the key would go to another host.</summary>
    public sealed record Redirected(string Message) : ProviderFailure("redirected", Message);
}
