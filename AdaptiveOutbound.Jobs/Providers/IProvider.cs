using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Providers;

/// <summary>
/// A seller of company and person data. An implementation is safe for parallel use by many workspaces: it keeps
/// no key and no state of a call. Whatever the wire does comes back as a value; only cancellation by
/// the caller and broken preconditions throw.
/// </summary>
public interface IProvider
{
    /// <summary>The name in lanes, lookups and provenance, such as <c>apollo</c> or <c>sandbox</c>.</summary>
    string Name { get; }

    /// <summary>The most questions that one bulk call takes; at least 1.</summary>
    int BulkSize { get; }

    /// <summary>The stable id that the limit counts, such as <c>organizations/bulk_enrich</c>.</summary>
    string EndpointOf(RecordKind kind, bool bulk);

    /// <summary>The most credits that one question can cost: what a budget reserves before the call.</summary>
    decimal MaxCredits(Question q, AskOptions o);

    /// <summary>Asks. Makes exactly one HTTP call, or none where the call cannot leave; never retries. After a cancellation
    /// by the caller it is not known whether the call was charged.</summary>
    /// <exception cref="ArgumentException">No question, more than one call takes, mixed kinds, or one that cannot be asked.</exception>
    Task<CallResult> AskAsync(ProviderCall request, CancellationToken ct);

    /// <summary>Says whether the provider knows the key and what it may call. Makes free calls only.</summary>
    Task<KeyTest> TestKeyAsync(ApiKey key, CancellationToken ct);
}
