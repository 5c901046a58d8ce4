using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>
/// Tells failures apart by status, code and text together: out of credits is a 422, a wrong key answers in plain text, a
/// text may hold JSON, and a proxy answers in HTML. Sources: Apollo's OpenAPI file and status-codes page (August 2026).
/// </summary>
internal static class ApolloErrors
{
    private const string CreditsCode = "CREDITS_EXHAUSTED";

    /// <summary>Why there are no answers; null when the body says that the call succeeded.</summary>
    public static ProviderFailure? Classify(WireOutcome.Answered answer, JsonElement? body, string endpoint, ApiKey key, DateTimeOffset now)
    {
        var said = SaidBy(answer, body);
        var code = body.Object("error_details").Text("code") ?? body.Text("error_code") ?? "";
        var message = Sentence(answer.Status, said, key);
        if (answer.Status is >= 300 and < 400) return new ProviderFailure.Redirected("The provider pointed to another address, which is not followed.");
        if (answer.Status == 401) return new ProviderFailure.KeyRejected(message);
        if (IsOutOfCredits(answer.Status, code, said)) return new ProviderFailure.OutOfCredits(ResetsAt(body, now), message);
        if (answer.Status == 429 || (answer.Status is >= 400 and < 500 && Says(said, "maximum number of api calls")))
            return new ProviderFailure.RateLimited(ApolloLimits.RetryAfter(answer.Headers, now), message);
        return answer.Status switch
        {
            >= 200 and < 300 when code.Length == 0 && !IsFailed(body) => null,
            408 or 504 => new ProviderFailure.Unknown(message), // a time-out behind the provider's gate: the call may have gone through
            >= 500 => new ProviderFailure.ServerError(answer.Status, message),
            403 when IsHtml(answer) => new ProviderFailure.ServerError(403, message), // a proxy's block page, not the provider's word
            403 => new ProviderFailure.NotEntitled(endpoint, message),
            _ => new ProviderFailure.InvalidRequest(message),
        };
    }

    /// <summary>The failure of a call that brought no status line.</summary>
    public static ProviderFailure Classify(WireOutcome.Broke broke)
        => broke.Left ? new ProviderFailure.Unknown(broke.Reason) : new ProviderFailure.ConnectionRefused(broke.Reason);

    public static bool IsHtml(WireOutcome.Answered answer)
        => answer.ContentType.Contains("html", StringComparison.OrdinalIgnoreCase) || answer.Body.Span.TrimStart(" \r\n\t"u8).StartsWith("<"u8);

    private static bool IsOutOfCredits(int status, string code, string said)
        => code.Contains(CreditsCode, StringComparison.OrdinalIgnoreCase) || status == 402
            || (status is 400 or 403 or 422 or 429 && Says(said, "insufficient credits"));

    private static bool IsFailed(JsonElement? body) => string.Equals(body.Text("status"), "failed", StringComparison.OrdinalIgnoreCase);

    private static bool Says(string said, string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);

    // The provider's own words; of HTML, and of JSON that cannot be read, nothing is repeated.
    private static string SaidBy(WireOutcome.Answered answer, JsonElement? body)
    {
        if (body is { ValueKind: JsonValueKind.Object })
            return body.Text("error", 4_000) ?? body.Text("error_message", 4_000) ?? body.Text("message", 4_000)
                ?? body.Object("error_details").Text("message", 4_000) ?? "";
        var text = Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(answer.Body.Length, 4_000)]).Trim();
        return answer.IsSuccess || IsHtml(answer) || text.StartsWith('{') || text.StartsWith('[') ? "" : text;
    }

    private static string Sentence(int status, string said, ApiKey key)
    {
        var safe = SafeText.Of($"The provider answered {status.ToString(CultureInfo.InvariantCulture)}: {said}", key);
        return said.Length == 0 ? $"The provider answered {status.ToString(CultureInfo.InvariantCulture)}." : safe;
    }

    private static DateTimeOffset? ResetsAt(JsonElement? body, DateTimeOffset now)
    {
        var date = body.Object("error_details").Object("context").Object("next_billing_date").Text("value");
        return DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            && at > now && at < now.AddDays(400) ? at : null;
    }
}
