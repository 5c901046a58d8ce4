using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>Which endpoint a call goes to: bulk by default, the other one where the key may not call it.</summary>
internal sealed class EndpointChoice(CallScope scope, Entitlements entitlements)
{
    /// <summary>The endpoint for a group; null when the key may call none that fits it.</summary>
    public string? Of(CallGroup group)
    {
        var preferred = group.Alone || group.Asks.Count == 1 ? Single(group) : Bulk(group);
        if (!IsRefused(preferred))
            return preferred;
        var other = preferred == Single(group) ? Bulk(group) : Single(group);
        return IsRefused(other) || (other == Single(group) && group.Asks.Count > 1) ? null : other;
    }

    /// <summary>Whether a group that was sent went to the bulk endpoint.</summary>
    public bool IsBulk(CallGroup sent) => sent.Endpoint == Bulk(sent);

    /// <summary>The endpoint for one question.</summary>
    public string Single(CallGroup group) => scope.Provider.EndpointOf(Kind(group), bulk: false);

    /// <summary>The key may not call the endpoint that a group was sent to.</summary>
    public void Refuse(CallGroup sent) => entitlements.Refuse(scope.KeyFingerprint, sent.Endpoint);

    private string Bulk(CallGroup group) => scope.Provider.EndpointOf(Kind(group), bulk: true);

    private bool IsRefused(string endpoint) => entitlements.IsRefused(scope.KeyFingerprint, endpoint);

    private static RecordKind Kind(CallGroup group) => group.Asks[0].Question.Kind;
}
