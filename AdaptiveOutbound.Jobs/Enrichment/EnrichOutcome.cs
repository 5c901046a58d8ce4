using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Retries;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>Turns what came of a batch's questions into what the batch writes.</summary>
internal sealed class EnrichOutcome(RecordKind kind, Batch batch, EnrichmentSettings settings, BatchCommit commit, TimeProvider clock)
{
    // Another chunk asks the same question, and its answer then costs nothing; or its calls hold what the job may still spend.
    private static readonly TimeSpan ElsewhereDelay = TimeSpan.FromSeconds(2);

    private const int MostLogged = 20;

    private readonly List<SettledLookup> _settled = [];
    private readonly List<Guid> _neverAsked = [];
    private readonly Dictionary<Guid, AnsweredRecord> _answered = [];
    private readonly Dictionary<Guid, JobCost> _costs = [];
    private int _matched;
    private int _hits;
    private int _calls;
    private decimal _credits;
    private decimal _unknownCredits;
    private int _free;
    private int _disputed;
    private readonly EnrichAlerts _alerts = new(batch, settings, clock);

    public LaneStop? Stop { get; private set; }

    public void Skip(TakenItem item, string code, string message) =>
        commit.Ended.Add(new EndedItem(item.Id, item.JobId, ItemOutcome.Skipped, ErrorCode: code, ErrorMessage: message));

    public void Ran(CallRunner runner, LookupBooking bookings)
    {
        _alerts.Ran(runner, bookings);
        _calls = runner.Calls;
        foreach (var (job, calls) in runner.CallsByJob)
            _costs[job] = new JobCost(job, calls);
        commit.ClearsWait = runner.Answered;
        Stopped(runner.Stop);
    }

    public void Stopped(LaneStop? stop) => (Stop, commit.Wait) = (stop, stop?.Wait);

    /// <param name="rows">The records as they were asked about.</param>
    public void Write(IReadOnlyList<Ask> asks, IReadOnlyDictionary<Guid, RecordRow> rows)
    {
        foreach (var ask in asks)
            Take(ask);
        Log(asks);
        _alerts.Note(asks);
        if (_answered.Count > 0)
            new WriteAnswers(kind, batch.Lane.Provider, [.. _answered.Values.Select(a => a with { Asked = rows.GetValueOrDefault(a.Id) })],
                (asked, now) => QuestionOf.Record(kind, asked).Canonical == QuestionOf.Record(kind, now).Canonical).AddTo(commit);
        if (_settled.Count + _neverAsked.Count > 0)
            commit.Effects.Add(new SettleLookups(_settled, _neverAsked));
        // The sandbox's use is noted without credits, and read apart: it costs nothing and stands in no total.
        var (credits, unknown) = batch.Lane.Provider == SandboxProvider.ProviderName ? (0, 0) : (_credits, _unknownCredits);
        // What was refused, or never reached the provider, is no question that was asked: it comes again.
        var asked = _settled.Count(lookup => lookup.State != LookupState.Failed);
        if (_settled.Count + _hits + _calls > 0)
            commit.Effects.Add(new AddUsage(batch.Lane.WorkspaceId, batch.Lane.Provider, UsageDays.Today(clock, settings.TimeZone),
                new BatchUsage(_calls, asked, _matched, _hits, credits, unknown, _free, _disputed)));
        if (_costs.Count > 0 || _alerts.StopsJobs) // which locks all jobs of the batch in order
        {
            foreach (var job in batch.Items.Select(i => i.JobId))
                _costs.TryAdd(job, new JobCost(job));
            commit.Effects.Add(new AddJobCosts(_costs.Values));
        }
        commit.Effects.AddRange(_alerts.Effects(credits));
    }

    /// <summary>A step in the log of each job, with what the whole batch did; not where single-record jobs share a batch by the hundred.</summary>
    private void Log(IReadOnlyList<Ask> asks)
    {
        Guid[] jobs = [.. batch.Items.Select(i => i.JobId).Distinct()];
        if (jobs.Length > MostLogged)
            return;
        var shared = jobs.Length > 1 ? $" (shared by {jobs.Length} jobs)" : "";
        commit.Effects.Add(new AddJobLogs(jobs, "info", "batch",
            $"Batch of {batch.Items.Count} records{shared}: {asks.Count} questions, {_calls} calls, {_hits} answered without a call, {commit.Ended.Count} ended, {commit.Retried.Count} to be tried again."));
        if (Stop is { } stop)
            commit.Effects.Add(new AddJobLogs(jobs, "warning", "waits", $"Waits ({stop.Wait.Reason}): {stop.Wait.Message}"));
    }

    private void Take(Ask ask)
    {
        switch (ask)
        {
            case { Cached: { State: LookupState.Matched } hit }:
                End(ask, ItemOutcome.Enriched, hit: hit, fields: RecordJson.ReadFields(hit.Answer ?? "{}"));
                break;
            case { Cached: { State: LookupState.NoMatch } hit }:
                End(ask, ItemOutcome.NoMatch, hit: hit);
                break;
            case { Cached: not null }:
                End(ask, ItemOutcome.Failed, code: "answer_unknown", message: "Two calls were sent and neither answer was seen. Both may have been charged; it is not asked a third time today.");
                break;
            case { Answer: Answer.Matched match }:
                Settle(ask, LookupState.Matched, RecordJson.WriteFields(match.Fields), match.ProviderRecordId);
                _matched++;
                End(ask, ItemOutcome.Enriched, fields: match.Fields);
                break;
            case { Answer: Answer.NoMatch }:
                Settle(ask, LookupState.NoMatch);
                End(ask, ItemOutcome.NoMatch);
                break;
            case { Failure: { } failure }:
                Fail(ask, failure);
                break;
            case { LeftOut: Reservation.AskedElsewhere or Reservation.JobHeld }:
                commit.Deferred.AddRange(ask.Items.Select(i => (i.Id, clock.GetUtcNow() + ElsewhereDelay)));
                break;
            default:
                NotAsked(ask);
                break;
        }
    }

    private void Fail(Ask ask, ProviderFailure failure)
    {
        switch (failure)
        {
            case ProviderFailure.InvalidRequest:
                Settle(ask, LookupState.Failed, code: failure.Code);
                End(ask, ItemOutcome.Failed, code: failure.Code, message: failure.Message);
                break;
            case ProviderFailure.ServerError:
                SettleOpen(ask, failure.Code);
                Retry(ask, failure);
                break;
            case ProviderFailure.Unknown:
                SettleUnknown(ask, failure);
                if (ask.PreviousId is null)
                    Retry(ask, failure);
                else
                    End(ask, ItemOutcome.Failed, code: "answer_unknown", message: "Two calls were sent and neither answer was seen. Both may have been charged.");
                break;
            default:
                // The lane's matter: the items go back and have lost no attempt.
                SettleOpen(ask, failure.Code);
                break;
        }
    }

    private void Retry(Ask ask, ProviderFailure failure)
    {
        foreach (var item in ask.Items)
            commit.FailForNow(item, failure.Code, failure.Message, clock.GetUtcNow(), Random.Shared.NextDouble());
    }

    private void End(Ask ask, ItemOutcome outcome, KnownLookup? hit = null, IReadOnlyDictionary<string, string>? fields = null,
        string? code = null, string? message = null)
    {
        for (var i = 0; i < ask.Items.Count; i++)
        {
            var item = ask.Items[i];
            // One question is paid once: its cost stands on its first item, the others are answered from it.
            var answered = hit is not null || i > 0;
            commit.Ended.Add(new EndedItem(item.Id, item.JobId, outcome, i == 0 ? ask.Credits : 0, answered && code is null, code, null, message));
            if (answered && code is null)
                _hits++;
            if (outcome is ItemOutcome.Enriched or ItemOutcome.NoMatch)
                Answered(item, hit?.AskedAt ?? clock.GetUtcNow(), outcome == ItemOutcome.Enriched, fields);
        }
    }

    // Of the jobs that ask about one record at once the last one's answer is noted, and what each found is merged.
    private void Answered(TakenItem item, DateTimeOffset at, bool matched, IReadOnlyDictionary<string, string>? fields)
    {
        var id = item.RecordId!.Value;
        IReadOnlyList<FoundValues> before = _answered.TryGetValue(id, out var known) ? known.Found : [];
        _answered[id] = new(id, at, matched, fields is null ? before : [.. before, new(fields, Origin.Enriched(batch.Lane.Provider, item.JobId, clock.GetUtcNow()))]);
    }

    private void Settle(Ask ask, LookupState state, string? answer = null, string? recordId = null, string? code = null)
    {
        if (ask.LookupId is not { } id)
            return;
        _settled.Add(new SettledLookup(id, state, ask.Credits, answer, recordId, code, ask.Disputed));
        _credits += ask.Credits;
        var free = ask.Credits == 0 && state is (LookupState.Matched or LookupState.NoMatch) ? 1 : 0;
        var disputed = ask.Disputed ? 1 : 0;
        (_free, _disputed) = (_free + free, _disputed + disputed);
        if (free + disputed > 0)
            Cost(new JobCost(JobOf(ask), Free: free, Disputed: disputed));
    }

    // Nothing ends with what it cost so far: the job gets it by itself.
    private void SettleOpen(Ask ask, string code)
    {
        Settle(ask, LookupState.Failed, code: code);
        if (ask.LookupId is not null && ask.Credits > 0)
            Cost(new JobCost(JobOf(ask), OpenCredits: ask.Credits));
    }

    private void SettleUnknown(Ask ask, ProviderFailure failure)
    {
        var charged = Math.Max(ask.Reserved, ask.Credits);
        _settled.Add(new SettledLookup(ask.LookupId!.Value, LookupState.Unknown, charged, null, null, failure.Code));
        (_credits, _unknownCredits) = (_credits + charged, _unknownCredits + charged);
        Cost(new JobCost(JobOf(ask), Unknown: 1, UnknownCredits: charged));
    }

    // One question is paid by the job of its first item, as the ledger has it.
    private static Guid JobOf(Ask ask) => ask.Items[0].JobId;

    private void Cost(JobCost cost) => _costs[cost.JobId] = _costs.TryGetValue(cost.JobId, out var before) ? before.Plus(cost) : cost;

    private void NotAsked(Ask ask)
    {
        if (ask.LookupId is not { } id)
            return;
        if (ask.Credits > 0)
            SettleOpen(ask, "not_asked_again");
        else
            _neverAsked.Add(id);
    }
}
