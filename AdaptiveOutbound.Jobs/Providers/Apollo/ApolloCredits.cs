using System.Text.Json;
using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>
/// What a call cost. Rules of Apollo's OpenAPI file: a company costs 1 credit; a person 1 when anything credit-worthy was found
/// (8 more for a mobile number, which is never asked for); a bulk answer about persons says what it consumed, in fractions.
/// </summary>
internal static class ApolloCredits
{
    // The most that the documentation names for one person.
    private const decimal AbsurdPerPerson = 9m;

    /// <summary>The most that one question can cost, in credits. Revealing private addresses "may" cost more: 2 is reserved.</summary>
    public static decimal MaxOf(RecordKind kind, AskOptions options) => kind == RecordKind.Contact && options.RevealPersonalEmails ? 2m : 1m;

    /// <summary>What the provider says that the call consumed; null when it says nothing credible.</summary>
    public static decimal? Said(JsonElement? body, int questions)
        => body.Number("credits_consumed", 0m, AbsurdPerPerson * questions) is { } credits ? decimal.Round(credits, 4) : null;

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
