namespace AdaptiveOutbound.Jobs.Providers;

/// <summary>One call to a provider.</summary>
/// <param name="Questions">1 to <see cref="IProvider.BulkSize"/> questions of one kind; exactly one if not <paramref name="Bulk"/>.</param>
/// <param name="Options">What the workspace allows to be asked for.</param>
/// <param name="Key">The opened key of the workspace; the caller disposes it after the call.</param>
/// <param name="Bulk">Whether to use the bulk endpoint.</param>
public sealed record ProviderCall(IReadOnlyList<Question> Questions, AskOptions Options, ApiKey Key, bool Bulk)
{
    /// <summary>How often these questions were sent with it, from 1.</summary>
    public int Attempt { get; init; } = 1;
}

/// <summary>Options that change an answer or its price, and so belong to the identity of a lookup.</summary>
/// <param name="RevealPersonalEmails">Whether to ask for private e-mail addresses of persons; a workspace opts in.</param>
public sealed record AskOptions(bool RevealPersonalEmails);
