using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Jobs.Credits;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>Writes lookups into the ledger before their calls, as far as the budgets allow.</summary>
internal sealed class LookupBooking(CallScope scope, CreditReservations reservations, BudgetRows budgets, TimeProvider clock)
{
    /// <summary>What did not fit into the workspace's day or month at the last try; it may fit when calls under way give credits back.</summary>
    public List<Ask> Refused { get; } = [];

    /// <summary>
    /// Writes those of the groups that are not yet written. What another chunk is asking, and what no budget is left for, leaves its group;
    /// the rest is returned.
    /// </summary>
    public async Task<List<CallGroup>> ReserveAsync(List<CallGroup> groups, CancellationToken cancellationToken)
    {
        Refused.Clear();
        var open = groups.SelectMany(g => g.Asks.Select(a => (Group: g, Ask: a))).Where(x => x.Ask.LookupId is null).ToList();
        if (open.Count == 0)
            return groups;
        foreach (var (_, ask) in open)
            (ask.LookupId, ask.Reserved) = (Guid.CreateVersion7(), scope.Provider.MaxCredits(ask.Question, scope.Options));
        var became = await reservations.ReserveAsync(scope.Batch.Lane.WorkspaceId, scope.Provider.Name, scope.Batch.ChunkId,
            UsageDays.Today(clock, scope.Settings.TimeZone), scope.Settings.HasLimits || scope.Settings.JobsHaveLimits, [.. open.Select(x => New(x.Group, x.Ask))], cancellationToken);
        foreach (var (_, ask) in open)
            Note(ask, became[ask.LookupId!.Value]);
        return [.. groups.Select(Written).Where(g => g.Asks.Count > 0)];
    }

    /// <summary>Why the lane must rest, when something was refused and nothing of this batch is under way that could give credits back.</summary>
    public async Task<LaneStop> UsedUpAsync(CancellationToken cancellationToken)
    {
        var budget = await budgets.FindAsync(scope.Batch.Lane.WorkspaceId, UsageDays.Today(clock, scope.Settings.TimeZone), cancellationToken)
            ?? throw new InvalidOperationException("The workspace has no settings.");
        return new LaneStop(Budget.Rest(budget, Refused.Min(ask => ask.Reserved), scope.Settings.TimeZone, clock));
    }

    private void Note(Ask ask, Reservation became)
    {
        if (became == Reservation.Written)
            return;
        ask.LookupId = null;
        switch (became)
        {
            case Reservation.WorkspaceHeld or Reservation.WorkspaceFull:
                Refused.Add(ask);
                break;
            default:
                ask.LeftOut = became;
                break;
        }
    }

    private static NewLookup New(CallGroup group, Ask ask) => new(ask.LookupId!.Value, ask.Fingerprint, ask.Question.Canonical, group.Endpoint,
        ask.Reserved, ask.PreviousId, ask.Items[0].JobId);

    private static CallGroup Written(CallGroup group) => group.Asks.All(a => a.LookupId is not null)
        ? group
        : new CallGroup([.. group.Asks.Where(a => a.LookupId is not null)], group.Alone) { Endpoint = group.Endpoint };
}
