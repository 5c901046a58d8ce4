using System.Threading.Channels;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Limits;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Retries;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>
/// Makes the calls of one batch: leases permits, writes lookups before their calls, sends, and sorts out what comes back.
/// Results are handled on one flow, one after another, so nothing here needs a lock.
/// </summary>
internal sealed class CallRunner(CallScope scope, ApiKey key, LookupBooking bookings, LimitGate gate, EndpointChoice endpoints, TimeProvider clock)
{
    /// <summary>No call starts later than this in its batch: it must be able to end before the chunk is cancelled.</summary>
    private static readonly TimeSpan LaunchLimit = TimeSpan.FromSeconds(8);

    /// <summary>A wait for permits that is no longer than this is waited for within the batch.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(1);

    private readonly Queue<CallGroup> _ready = new();
    private readonly Channel<CallGroup> _done = Channel.CreateUnbounded<CallGroup>();
    private readonly long _began = clock.GetTimestamp();
    private int _running;

    /// <summary>Calls made, tries included.</summary>
    public int Calls { get; private set; }

    /// <summary>Calls per job: a bulk call counts on the job of its first item.</summary>
    public Dictionary<Guid, int> CallsByJob { get; } = [];

    /// <summary>Why the lane must rest; what was not asked by then goes back.</summary>
    public LaneStop? Stop { get; private set; }

    /// <summary>Where the provider answered 429.</summary>
    public HashSet<string> ThrottledEndpoints { get; } = [];

    /// <summary>At least one call was answered.</summary>
    public bool Answered { get; private set; }

    public async Task RunAsync(IReadOnlyList<Ask> asks, CancellationToken cancellationToken)
    {
        foreach (var group in CallGroup.Of(asks, scope.Provider.BulkSize))
            _ready.Enqueue(group);
        while (true)
        {
            var wait = await LaunchAsync(cancellationToken);
            if (_running == 0)
            {
                // Answered 5xx or refused, and no permit for another try: what it met stands, so that its attempt counts.
                foreach (var tried in _ready.Where(g => g.LastFailure is not null))
                    Fail(tried, tried.LastFailure!);
                Stop ??= wait;
                return;
            }
            var group = await _done.Reader.ReadAsync(CancellationToken.None);
            _running--;
            if (ReferenceEquals(group.Result, RetryNow))
                _ready.Enqueue(group);
            else
                Sort(group, cancellationToken);
        }
    }

    // Starts what permits allow. A refusal is final only when nothing is under way: an answer's headers may raise the limit.
    private async Task<LaneStop?> LaunchAsync(CancellationToken cancellationToken)
    {
        while (_ready.Count > 0 && Stop is null && !scope.Batch.Stopping.IsCancellationRequested && clock.GetElapsedTime(_began) < LaunchLimit)
        {
            if (endpoints.Of(_ready.Peek()) is not { } endpoint)
                return LaneStop.NotEntitled(endpoints.Single(_ready.Peek()), clock);
            var groups = _ready.TakeWhile(g => endpoints.Of(g) == endpoint).ToList();
            var permits = await gate.TakeAsync(scope.KeyFingerprint, endpoint, groups.Count, cancellationToken);
            if (permits.Granted == 0)
            {
                if (!await WaitShortlyAsync(permits, cancellationToken))
                    return LaneStop.RateLimit(permits);
                continue;
            }
            groups.RemoveRange(permits.Granted, groups.Count - permits.Granted);
            groups.ForEach(g => { _ready.Dequeue(); g.Endpoint = endpoint; });
            var asked = await bookings.ReserveAsync(groups, cancellationToken);
            Requeue(CallGroup.Of(bookings.Refused, scope.Provider.BulkSize));
            var fresh = gate.IsFresh(permits);
            if (permits.Granted - (fresh ? asked.Count : 0) is > 0 and var unused)
                await gate.ReturnAsync(scope.KeyFingerprint, endpoint, permits, unused, CancellationToken.None);
            if (!fresh)
            {
                asked.ForEach(_ready.Enqueue); // too late for these permits; the lookups stay written
                continue;
            }
            asked.ForEach(g => Send(g, cancellationToken));
            if (bookings.Refused.Count > 0)
                return _running == 0 ? await bookings.UsedUpAsync(cancellationToken) : null;
            if (!permits.Learnt)
                return null; // the answer's headers tell the limit
        }
        return null;
    }

    // A new chunk would cost more than a wait this short, and would come later. Longer ones hold no worker.
    private async Task<bool> WaitShortlyAsync(Permits refused, CancellationToken cancellationToken)
    {
        var wait = refused.NextAt - clock.GetUtcNow() + TimeSpan.FromMilliseconds(1);
        if (wait > ShortWait || clock.GetElapsedTime(_began) + wait > LaunchLimit)
            return false;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, clock, cancellationToken);
        return true;
    }

    private void Send(CallGroup group, CancellationToken cancellationToken)
    {
        _running++;
        Calls++;
        var job = group.Asks[0].Items[0].JobId;
        CallsByJob[job] = CallsByJob.GetValueOrDefault(job) + 1;
        group.SentAt = clock.GetTimestamp();
        group.FirstTryAt ??= group.SentAt;
        _ = CallAsync(group, cancellationToken);
    }

    private async Task CallAsync(CallGroup group, CancellationToken cancellationToken)
    {
        try
        {
            var call = new ProviderCall([.. group.Asks.Select(a => a.Question)], scope.Options, key, endpoints.IsBulk(group)) { Attempt = group.Retries + 1 };
            group.Result = EchoedKey.CutFrom(await scope.Provider.AskAsync(call, cancellationToken), key);
            if (group.Result.Limits is { } limits)
                await gate.ObserveAsync(scope.KeyFingerprint, group.Endpoint, limits, group.SentAt, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            group.Result = Failed(new ProviderFailure.Unknown("The chunk's time was up before the provider answered."));
        }
        catch (Exception e) when (group.Result is null)
        {
            group.Result = Failed(new ProviderFailure.Unknown($"The call broke: {e.GetType().Name}."));
        }
        finally
        {
            _done.Writer.TryWrite(group);
        }
    }

    private static CallResult Failed(ProviderFailure failure) => new(null, failure, null, null);

    private void Sort(CallGroup group, CancellationToken cancellationToken)
    {
        var result = group.Result!;
        if (result.Answers is { } answers)
        {
            Answered = true;
            TakeAnswers(group, answers, result);
            return;
        }
        switch (result.Failure!)
        {
            case ProviderFailure.NotEntitled:
                endpoints.Refuse(group);
                Requeue(group.Asks.Select(a => new CallGroup([a], alone: endpoints.IsBulk(group))));
                break;
            case ProviderFailure.InvalidRequest when group.Asks.Count > 1:
                Requeue(group.Split());
                break;
            case ProviderFailure.ServerError or ProviderFailure.ConnectionRefused
                when RetryPolicy.CallDelay(group.Retries, clock.GetElapsedTime(group.FirstTryAt!.Value), Random.Shared.NextDouble()) is { } delay:
                group.Retries++;
                _running++;
                _ = DelayAsync(group, delay, cancellationToken);
                break;
            case var failure:
                Fail(group, failure);
                break;
        }
    }

    private void Fail(CallGroup group, ProviderFailure failure)
    {
        foreach (var ask in group.Asks)
            ask.Failure = failure;
        if (failure is ProviderFailure.RateLimited)
            ThrottledEndpoints.Add(group.Endpoint);
        Stop ??= LaneStop.From(failure, scope.Batch.Lane.WaitCount, clock);
    }

    private void Requeue(IEnumerable<CallGroup> groups)
    {
        foreach (var group in groups)
            _ready.Enqueue(group);
    }

    // Comes back through the same channel, marked as not yet called.
    private async Task DelayAsync(CallGroup group, TimeSpan delay, CancellationToken cancellationToken)
    {
        var failure = group.LastFailure = group.Result!.Failure!;
        try
        {
            await Task.Delay(delay, clock, cancellationToken);
            group.Result = RetryNow;
        }
        catch (OperationCanceledException)
        {
            group.Result = Failed(failure);
            group.Retries = RetryPolicy.MaxCallRetries;
        }
        finally
        {
            _done.Writer.TryWrite(group);
        }
    }

    private static readonly CallResult RetryNow = new(null, null, null, null);

    private void TakeAnswers(CallGroup group, IReadOnlyList<Answer> answers, CallResult result)
    {
        for (var i = 0; i < answers.Count; i++)
        {
            var ask = group.Asks[i];
            if (answers[i] is Answer.AskAlone && !group.Alone)
            {
                _ready.Enqueue(new CallGroup([ask], alone: true));
                continue;
            }
            ask.Answer = answers[i] is Answer.AskAlone ? new Answer.NoMatch() : answers[i];
            ask.Credits += ask.Answer is Answer.Matched matched ? matched.Credits : 0;
        }
        // What the call cost beyond its answers (rows that belong to no question) stands on its first question.
        var told = answers.OfType<Answer.Matched>().Sum(m => m.Credits);
        var whole = Math.Max(result.CreditsCharged ?? told, told);
        group.Asks[0].Credits += whole - told;
        foreach (var ask in group.Asks)
            ask.Disputed |= result.PriceDisputed;
        if (whole > group.Asks.Sum(a => a.Reserved) && scope.Provider.Name != SandboxProvider.ProviderName)
            Stop ??= LaneStop.Dearer(whole, group.Asks.Sum(a => a.Reserved), clock);
    }
}
