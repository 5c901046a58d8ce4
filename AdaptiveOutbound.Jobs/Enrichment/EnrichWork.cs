using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Limits;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>
/// Enriches a batch of records: what the ledger knows is answered from it, the rest is asked, and everything that came of it
/// is written with the batch.
/// </summary>
internal abstract class EnrichWork(RecordKind kind, RecordStore records, LookupStore lookups, CreditReservations reservations, BudgetRows budgets,
    LimitGate gate, Entitlements entitlements, KeySource keys, IEnumerable<IProvider> providers, TimeProvider clock) : IJobWork
{
    // A second lookup repeats the first at most this long after it; later it is a new question.
    private static readonly TimeSpan RepeatMemory = TimeSpan.FromHours(24);

    public string Type => kind == RecordKind.Account ? JobTypes.EnrichAccounts : JobTypes.EnrichContacts;
    public int BatchSize => Dispatcher.BatchSize;
    public bool ShowsStart => true;

    public async Task RunAsync(Batch batch, BatchCommit commit, CancellationToken cancellationToken)
    {
        var jobs = batch.Items.Select(i => i.JobId).Distinct().ToArray();
        var (settings, rows, refreshing) = await records.LoadAsync(batch.Lane.WorkspaceId, kind,
            [.. batch.Items.Select(i => i.RecordId).OfType<Guid>()], jobs, cancellationToken);
        var options = new AskOptions(settings.RevealPersonalEmails);
        var outcome = new EnrichOutcome(kind, batch, settings, commit, clock);
        var asks = Asks(batch, rows, options, outcome);
        await FindKnownAsync(batch, asks, settings.Freshness, refreshing, cancellationToken);
        var open = asks.Where(a => a is { Cached: null, AskedElsewhere: false }).ToList();
        if (open.Count > 0)
            await AskAsync(batch, open, options, settings, outcome, cancellationToken);
        outcome.Write(asks, rows);
    }

    private List<Ask> Asks(Batch batch, Dictionary<Guid, RecordRow> rows, AskOptions options, EnrichOutcome outcome)
    {
        Dictionary<string, Ask> byQuestion = new(StringComparer.Ordinal);
        foreach (var item in batch.Items)
        {
            if (item.RecordId is not { } id || !rows.TryGetValue(id, out var row))
            {
                outcome.Skip(item, "record_gone", "The record was deleted before its turn.");
                continue;
            }
            var question = QuestionOf.Record(kind, row);
            if (!question.CanBeAsked)
            {
                outcome.Skip(item, "nothing_to_ask", "Nothing in the record identifies it to the provider.");
                continue;
            }
            var fingerprint = question.Fingerprint(options);
            var hex = Convert.ToHexString(fingerprint);
            if (!byQuestion.TryGetValue(hex, out var ask))
                byQuestion[hex] = ask = new Ask(question, fingerprint);
            ask.Items.Add(item);
        }
        return [.. byQuestion.Values];
    }

    private async Task FindKnownAsync(Batch batch, List<Ask> asks, Freshness freshness, HashSet<Guid> refreshing, CancellationToken cancellationToken)
    {
        if (asks.Count == 0)
            return;
        var known = await lookups.FindAsync(batch.Lane.WorkspaceId, batch.Lane.Provider, [.. asks.Select(a => a.Fingerprint)], freshness, cancellationToken);
        foreach (var (n, lookup) in known)
        {
            var ask = asks[n];
            if (lookup.State == LookupState.InFlight)
                ask.LeftOut = Reservation.AskedElsewhere;
            else if (lookup.State == LookupState.Unknown && clock.GetUtcNow() - lookup.AskedAt < RepeatMemory)
                (ask.PreviousId, ask.Cached) = (lookup.IsRepeat ? null : lookup.Id, lookup.IsRepeat ? lookup : null);
            else if (lookup.IsFresh && !ask.Items.Any(i => refreshing.Contains(i.JobId)))
                ask.Cached = lookup;
        }
    }

    private async Task AskAsync(Batch batch, List<Ask> open, AskOptions options, EnrichmentSettings settings, EnrichOutcome outcome, CancellationToken cancellationToken)
    {
        var (workspace, provider) = (batch.Lane.WorkspaceId, batch.Lane.Provider);
        try
        {
            var api = providers.FirstOrDefault(p => p.Name == provider)
                ?? throw new InvalidOperationException($"This process has no provider {provider}.");
            await keys.UseAsync(workspace, provider, async (key, fingerprint) =>
            {
                var scope = new CallScope(batch, api, options, fingerprint, settings);
                var bookings = new LookupBooking(scope, reservations, budgets, clock);
                var runner = new CallRunner(scope, key, bookings, gate, new EndpointChoice(scope, entitlements), clock);
                await runner.RunAsync(open, cancellationToken);
                outcome.Ran(runner, bookings);
                if (runner.Stop is { Throttled: true } stop)
                    foreach (var endpoint in runner.ThrottledEndpoints)
                        await gate.BlockAsync(fingerprint, endpoint, stop.RetryAfter, CancellationToken.None);
                return runner.Stop is { KeyRejected: true } ? KeyReception.Rejected : runner.Answered ? KeyReception.Accepted : KeyReception.NotTold;
            }, cancellationToken);
        }
        catch (KeyException e)
        {
            outcome.Stopped(LaneStop.NoKey(e.Message, clock));
        }
    }
}

/// <summary>Enriches accounts.</summary>
internal sealed class EnrichAccounts(RecordStore records, LookupStore lookups, CreditReservations reservations, BudgetRows budgets, LimitGate gate, Entitlements entitlements, KeySource keys, IEnumerable<IProvider> providers, TimeProvider clock)
    : EnrichWork(RecordKind.Account, records, lookups, reservations, budgets, gate, entitlements, keys, providers, clock);

/// <summary>Enriches contacts.</summary>
internal sealed class EnrichContacts(RecordStore records, LookupStore lookups, CreditReservations reservations, BudgetRows budgets, LimitGate gate, Entitlements entitlements, KeySource keys, IEnumerable<IProvider> providers, TimeProvider clock)
    : EnrichWork(RecordKind.Contact, records, lookups, reservations, budgets, gate, entitlements, keys, providers, clock);
