using AdaptiveOutbound.Web.Commands;

namespace AdaptiveOutbound.Web.Api;

/// <summary>Answers in the JSON that <c>--json</c> writes too.</summary>
internal static class ApiJson
{
    public static IResult Ok<T>(T body) => Results.Json(body, JsonOutput.Options);
}
