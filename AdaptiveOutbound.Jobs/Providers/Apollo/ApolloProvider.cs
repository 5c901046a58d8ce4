using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>Asks Apollo.io, or the sandbox that speaks its API. Safe for parallel use; holds connections and no key.</summary>
internal class ApolloProvider : IProvider, IDisposable
{
    private readonly ApolloWire _wire;
    private readonly TimeProvider _clock;

    public ApolloProvider(string name, Uri baseUrl, ApolloOptions options, TimeProvider clock)
    {
        Name = name;
        _clock = clock;
        _wire = new ApolloWire(baseUrl, options, clock);
    }

    public string Name { get; }

    /// <summary>10: more in one call answers <c>RECORD_LIMIT_EXCEEDED</c> (OpenAPI file).</summary>
    public int BulkSize => 10;

    public string EndpointOf(RecordKind kind, bool bulk) => ApolloRequests.EndpointOf(kind, bulk);

    public decimal MaxCredits(Question q, AskOptions o) => ApolloCredits.MaxOf(q.Kind, o);

    public async Task<CallResult> AskAsync(ProviderCall request, CancellationToken ct)
    {
        Check(request);
        if (!request.Key.CanBeSent)
            return Failed(new ProviderFailure.KeyRejected("The key holds characters that no key has."), null);
        var outcome = await _wire.SendAsync(ApolloRequests.Of(request), request.Key, ct);
        return outcome switch
        {
            WireOutcome.Broke broke => Failed(ApolloErrors.Classify(broke), null),
            WireOutcome.Answered answer => Read(request, answer),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    public Task<KeyTest> TestKeyAsync(ApiKey key, CancellationToken ct) => new ApolloKeyTest(_wire, _clock).RunAsync(key, ct);

    public void Dispose()
    {
        _wire.Dispose();
        GC.SuppressFinalize(this);
    }

    private CallResult Read(ProviderCall request, WireOutcome.Answered answer)
    {
        using var document = Json.Parse(answer.Body);
        var body = document?.RootElement;
        var limits = ApolloLimits.Read(answer.Headers);
        var endpoint = EndpointOf(request.Questions[0].Kind, request.Bulk);
        if (IsMissOf(request, answer)) return new CallResult([new Answer.NoMatch()], null, limits, null);
        if (ApolloErrors.Classify(answer, body, endpoint, request.Key, _clock.GetUtcNow()) is { } failure) return Failed(failure, limits);
        if (answer.CutShort is { } why) return Failed(new ProviderFailure.Unknown($"The answer could not be read: {why}."), limits);
        return ApolloAnswers.Read(request, body) is { } read
            ? new CallResult(read.Answers, null, limits, read.Charged, read.Disputed)
            : Failed(new ProviderFailure.Unknown("The answer could not be read: it is no JSON of a known shape."), limits);
    }

    // Some misses of the single person lookup are told as 404; a page in HTML is a wrong address instead.
    private static bool IsMissOf(ProviderCall request, WireOutcome.Answered answer)
        => answer.Status == 404 && !request.Bulk && request.Questions[0].Kind == RecordKind.Contact && !ApolloErrors.IsHtml(answer);

    private static CallResult Failed(ProviderFailure failure, LimitReading? limits) => new(null, failure, limits, null);

    private void Check(ProviderCall request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var questions = request.Questions;
        if (questions.Count < 1 || questions.Count > (request.Bulk ? BulkSize : 1))
            throw new ArgumentException("Too few or too many questions for one call.", nameof(request));
        if (questions.Any(q => q.Kind != questions[0].Kind || !q.CanBeAsked))
            throw new ArgumentException("The questions are of two kinds, or one cannot be asked.", nameof(request));
    }
}
