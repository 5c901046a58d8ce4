namespace AdaptiveOutbound.Jobs.Providers;

/// <summary>Takes the key out of answers: what a provider echoes would else be kept as a record's value and exported.</summary>
internal static class EchoedKey
{
    /// <summary><paramref name="result"/>, with <c>[redacted]</c> wherever <paramref name="key"/> stood in a value.</summary>
    public static CallResult CutFrom(CallResult result, ApiKey key) => result.Answers?.Any(answer => Holds(answer, key)) == true
        ? result with { Answers = [.. result.Answers.Select(answer => answer is Answer.Matched matched ? Cut(matched, key) : answer)] }
        : result;

    private static bool Holds(Answer answer, ApiKey key) =>
        answer is Answer.Matched matched && (key.StandsIn(matched.ProviderRecordId) || matched.Fields.Values.Any(key.StandsIn));

    private static Answer.Matched Cut(Answer.Matched matched, ApiKey key) => matched with
    {
        ProviderRecordId = key.RedactIn(matched.ProviderRecordId),
        Fields = matched.Fields.ToDictionary(field => field.Key, field => key.StandsIn(field.Value) ? key.RedactIn(field.Value) : field.Value),
    };
}
