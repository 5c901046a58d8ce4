using System.Text.Json;
using AdaptiveOutbound.Web.Commands;

namespace AdaptiveOutbound.Web.Api;

/// <summary>Answers in the JSON that <c>--json</c> writes too.</summary>
internal static class ApiJson
{
    public static IResult Ok<T>(T body) => Results.Json(body, JsonOutput.Options);

    public static IResult Of<T>(int status, T body) => Results.Json(body, JsonOutput.Options, statusCode: status);

    /// <summary>The answer's text, as it is sent and as an idempotency key stores it.</summary>
    public static string Text<T>(T body) => JsonSerializer.Serialize(body, JsonOutput.Options);
}
