namespace AdaptiveOutbound.Jobs.Providers;

/// <summary>What came of one call.</summary>
/// <param name="Answers">One per question, in the order asked; null when <paramref name="Failure"/> is set.</param>
/// <param name="Failure">Why there are no answers; null when there are.</param>
/// <param name="Limits">What the answer's headers said about the limit; null when they said nothing.</param>
/// <param name="CreditsCharged">
/// Credits of the whole call where the provider said so, or where it answered rows that belong to no question and so stand
/// in no answer; null: the sum over the answers.
/// </param>
/// <param name="PriceDisputed">
/// Whether the provider named a price that is not believed: negative, no number, or more than tenfold. What its rule says is charged then.
/// </param>
public sealed record CallResult(
    IReadOnlyList<Answer>? Answers, ProviderFailure? Failure, LimitReading? Limits, decimal? CreditsCharged, bool PriceDisputed = false);

/// <summary>The answer to one question.</summary>
public abstract record Answer
{
    private Answer() { }

    /// <summary>The provider knows the record.</summary>
    /// <param name="ProviderRecordId">The provider's own id of it, never empty.</param>
    /// <param name="Fields">Values by name of <c>RecordFields</c>; a field without a value is absent.</param>
    /// <param name="Credits">This question's share of the cost, 0 or more, at most 4 decimal places.</param>
    public sealed record Matched(
        string ProviderRecordId, IReadOnlyDictionary<string, string> Fields, decimal Credits) : Answer;

    /// <summary>The provider does not know the record: final, and a success.</summary>
    public sealed record NoMatch : Answer;

    /// <summary>The bulk answer does not say whose row is whose: ask the single endpoint. May have been charged.</summary>
    public sealed record AskAlone : Answer;
}

/// <summary>The limit's windows as the provider last saw them; null is a window without a limit or not told.</summary>
public sealed record LimitReading(WindowReading? Minute, WindowReading? Hour, WindowReading? Day);

/// <summary>One window of a limit, in calls.</summary>
/// <param name="Limit">Calls allowed in the window, 1 or more.</param>
/// <param name="Used">Calls counted so far; null when not told.</param>
/// <param name="Left">Calls left; null when not told.</param>
public readonly record struct WindowReading(int Limit, int? Used, int? Left);
