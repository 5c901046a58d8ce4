using System.Text.Json;
using System.Text.Json.Serialization;
using AdaptiveOutbound.Web.Commands;
using Microsoft.AspNetCore.Http.Features;

namespace AdaptiveOutbound.Web.Api;

/// <summary>Reads JSON bodies strictly: unknown members are refused by name, nothing over 4 MB is read, and no value is repeated in a problem.</summary>
internal static class JsonBody
{
    private const long MostBytes = 4 << 20;

    private static readonly JsonSerializerOptions Strict = new(JsonOutput.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false };

    /// <summary>The body, or the problem with it.</summary>
    public static async Task<(T? Body, IResult? Problem)> ReadAsync<T>(HttpContext http) where T : class
    {
        var request = http.Request;
        if (!request.HasJsonContentType())
            return (null, Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send the body as application/json."));
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostBytes;
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, Strict, http.RequestAborted) is { } body
                ? (body, null)
                : (null, Problem.Of(StatusCodes.Status422UnprocessableEntity, "invalid_request", "The body is null: send an object."));
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, Problem.Of(StatusCodes.Status413PayloadTooLarge, "payload_too_large", "A JSON body has at most 4 MB."));
        }
        catch (JsonException e)
        {
            var field = e.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;
            var message = field is null ? "The body is no JSON object as this route takes it." : $"{field} is not known here or has a value of the wrong kind.";
            return (null, Problem.Of(StatusCodes.Status422UnprocessableEntity, "invalid_request", message,
                new ProblemError(field, (int?)e.LineNumber + 1, "invalid_value", message)));
        }
    }
}
