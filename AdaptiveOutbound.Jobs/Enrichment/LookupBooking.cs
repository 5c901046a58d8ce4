using AdaptiveOutbound.Data.Providers;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>Writes lookups into the ledger before their calls.</summary>
internal sealed class LookupBooking(CallScope scope, LookupStore lookups)
{
    /// <summary>Writes those of the groups that are not yet written. What another chunk is asking leaves its group; the rest is returned.</summary>
    public async Task<List<CallGroup>> ReserveAsync(List<CallGroup> groups, CancellationToken cancellationToken)
    {
        var open = groups.SelectMany(g => g.Asks.Select(a => (Group: g, Ask: a))).Where(x => x.Ask.LookupId is null).ToList();
        if (open.Count == 0)
            return groups;
        foreach (var (_, ask) in open)
            (ask.LookupId, ask.Reserved) = (Guid.CreateVersion7(), scope.Provider.MaxCredits(ask.Question, scope.Options));
        var written = await lookups.ReserveAsync(scope.Batch.Lane.WorkspaceId, scope.Provider.Name, scope.Batch.ChunkId,
            [.. open.Select(x => New(x.Group, x.Ask))], cancellationToken);
        if (written.Count == open.Count)
            return groups;
        foreach (var (_, ask) in open.Where(x => !written.Contains(x.Ask.LookupId!.Value)))
            (ask.LookupId, ask.AskedElsewhere) = (null, true);
        return [.. groups.Select(WithoutAskedElsewhere).Where(g => g.Asks.Count > 0)];
    }

    private static NewLookup New(CallGroup group, Ask ask) => new(ask.LookupId!.Value, ask.Fingerprint, ask.Question.Canonical, group.Endpoint,
        ask.Reserved, ask.PreviousId, ask.Items[0].JobId);

    private static CallGroup WithoutAskedElsewhere(CallGroup group) => group.Asks.Any(a => a.AskedElsewhere)
        ? new CallGroup([.. group.Asks.Where(a => !a.AskedElsewhere)], group.Alone) { Endpoint = group.Endpoint }
        : group;
}
