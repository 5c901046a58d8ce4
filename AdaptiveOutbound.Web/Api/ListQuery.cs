using System.Globalization;

namespace AdaptiveOutbound.Web.Api;

/// <summary>What the lists of the API have in common: <c>limit</c> 1 to 200, default 50.</summary>
internal static class ListQuery
{
    private const int DefaultLimit = 50;
    private const int MostLimit = 200;

    /// <summary>The limit, or the problem with it.</summary>
    public static (int Limit, IResult? Problem) Limit(string? text)
    {
        if (text is null) return (DefaultLimit, null);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostLimit
            ? (limit, null)
            : (0, Problem.Parameter("limit", $"limit is {text}: it must be a number from 1 to {MostLimit}."));
    }

    /// <summary>The value when it is one of the known ones or absent, else the problem with it.</summary>
    public static IResult? Known(string field, string? value, IReadOnlyCollection<string> known) => value is null || known.Contains(value, StringComparer.Ordinal)
        ? null
        : Problem.Parameter(field, $"{field} is {value}: it must be one of {string.Join(", ", known)}.");

    /// <summary>The problem with a cursor that no page has ended with.</summary>
    public static IResult NoCursor(string cursor) => Problem.Parameter("cursor", $"{cursor} is no cursor: take nextCursor of the page before.");

    /// <summary>Parameters that the route does not know: a misspelt filter would else filter nothing.</summary>
    public static IResult? Unknown(HttpRequest request, params string[] known) => request.Query.Keys.FirstOrDefault(key => !known.Contains(key, StringComparer.Ordinal)) is { } stranger
        ? Problem.Parameter(stranger, $"There is no parameter {stranger} here. There {(known.Length == 0 ? "are none" : $"are: {string.Join(", ", known)}")}.")
        : null;
}
