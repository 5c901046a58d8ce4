using System.Text.Json;
using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>
/// What a call cost. Rules of Apollo's OpenAPI file: a company costs 1 credit; a person 1 when anything credit-worthy was found
/// (8 more for a mobile number, which is never asked for); a bulk answer about persons says what it consumed, in fractions.
/// </summary>
internal static class ApolloCredits
{
    // More than this times what the rule says is not believed.
    private const decimal Tenfold = 10m;

    /// <summary>The most that one question can cost, in credits. Revealing private addresses "may" cost more: 2 is reserved.</summary>
    public static decimal MaxOf(RecordKind kind, AskOptions options) => kind == RecordKind.Contact && options.RevealPersonalEmails ? 2m : 1m;

    /// <summary>What the provider says that the call consumed, null when it says nothing; disputed when it says nothing credible.</summary>
    /// <param name="rule">What the call costs by the rule above; an answer about nobody counts as one.</param>
    public static (decimal? Credits, bool Disputed) Said(JsonElement? body, int rule)
    {
        if (body.Member("credits_consumed") is null) return (null, false);
        return body.Number("credits_consumed", 0m, Tenfold * Math.Max(rule, 1)) is { } credits ? (decimal.Round(credits, 4), false) : (null, true);
    }

    /// <summary>Parts of <paramref name="total"/> that differ by at most 0.0001 and sum to it exactly.</summary>
    public static decimal[] Share(decimal total, int parts)
    {
        if (parts == 0) return [];
        var shares = new decimal[parts];
        var each = decimal.Floor(total / parts * 10_000m) / 10_000m;
        Array.Fill(shares, each);
        var rest = total - (each * parts);
        for (var i = 0; i < parts && rest > 0; i++, rest -= 0.0001m) shares[i] += Math.Min(rest, 0.0001m);
        return shares;
    }
}
