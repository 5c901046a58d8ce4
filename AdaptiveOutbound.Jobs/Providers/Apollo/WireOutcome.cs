namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>One request to the wire.</summary>
/// <param name="Path">Path under the base URL, without a leading slash.</param>
/// <param name="Json">Body of a POST; null is a GET.</param>
/// <param name="Query">Query of a GET: never an e-mail address or a person's name.</param>
internal sealed record WireRequest(string Path, string? Json, params IReadOnlyList<KeyValuePair<string, string>> Query);

/// <summary>What came back from the wire.</summary>
internal abstract record WireOutcome
{
    private WireOutcome() { }

    /// <summary>A status line came.</summary>
    /// <param name="Status">HTTP status.</param>
    /// <param name="ContentType">Media type without parameters; empty when not sent.</param>
    /// <param name="Headers">First value of each header, by name in any case.</param>
    /// <param name="Body">What was read of the body, decompressed.</param>
    /// <param name="CutShort">Why the body is not whole; null when it is.</param>
    public sealed record Answered(
        int Status, string ContentType, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, string? CutShort)
        : WireOutcome
    {
        public bool IsSuccess => Status is >= 200 and < 300;
    }

    /// <summary>No status line came.</summary>
    /// <param name="Left">Whether any byte of the request may have left this machine.</param>
    /// <param name="Reason">One sentence for people.</param>
    public sealed record Broke(bool Left, string Reason) : WireOutcome;
}
