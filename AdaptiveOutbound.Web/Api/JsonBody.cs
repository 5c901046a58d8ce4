using System.Text.Json;
using System.Text.Unicode;
using AdaptiveOutbound.Jobs.Records;

namespace AdaptiveOutbound.Web.Api;

/// <summary>The JSON body of a request: at most 4 MB, one value, no member twice, texts that are valid Unicode.</summary>
internal static class JsonBody
{
    public const int MostBytes = 4 << 20;

    /// <summary>Characters that a problem repeats of a name that it was sent.</summary>
    public const int MostOfName = 100;

    /// <summary>Routes take any type besides JSON, so that another one reaches the route and is refused with 415, not as a route that is not there.</summary>
    public const string AnyType = "*/*";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>The value and its text as it came, or the problem with it.</summary>
    public static async Task<(JsonElement Body, ReadOnlyMemory<byte> Content, IResult? Problem)> ReadAsync(HttpContext http)
    {
        if (!http.Request.HasJsonContentType())
            return (default, default, NotJson());
        if (await BytesAsync(http) is not { } content)
            return (default, default, Problem.Of(StatusCodes.Status413PayloadTooLarge, "too_large", "The body has more than 4 MB: send it in parts. Files go to /imports."));
        if (!Utf8.IsValid(content.Span))
            return (default, default, Invalid("The body is not valid UTF-8."));
        try
        {
            var body = JsonElement.Parse(content.Span, Strict);
            EnsureUnicode(body);
            return (body, content, null);
        }
        catch (JsonException e)
        {
            var line = (int?)e.LineNumber + 1;
            return (default, default, Invalid("The body is not valid JSON.", new ProblemError(null, line, "invalid_json", e.Message)));
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate comes from an escape; the parser meets it too, when it compares names.
            return (default, default, Invalid("The body holds half of a surrogate pair, which is no character."));
        }
    }

    private static IResult Invalid(string detail, params ProblemError[] errors) => Problem.Of(StatusCodes.Status422UnprocessableEntity, "invalid_json", detail, errors);

    /// <summary>415: the body is not declared as JSON.</summary>
    public static IResult NotJson() => Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send JSON, with the header Content-Type: application/json.");

    /// <summary>The problem with a value that is no object, or with a member that the route does not know; null when there is none.</summary>
    /// <param name="path">Where the value stands; empty for the body.</param>
    public static ProblemError? Members(JsonElement value, string path, params IReadOnlyCollection<string> known)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return Wrong(path.Length == 0 ? null : path, $"{(path.Length == 0 ? "The body" : path)} must be an object with some of {string.Join(", ", known)}.");
        foreach (var member in value.EnumerateObject())
            if (!known.Contains(member.Name, StringComparer.Ordinal))
                return Unknown(At(path, TextCut.Shown(member.Name, MostOfName)), known);
        return null;
    }

    private static ProblemError Unknown(string member, IReadOnlyCollection<string> known) =>
        new(member, null, "unknown_member", $"There is no {member}. There are: {string.Join(", ", known)}.");

    /// <summary>A member's place in the body.</summary>
    public static string At(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";

    public static ProblemError Wrong(string? field, string message) => new(field, null, "invalid_value", message);

    /// <summary>422 that says what is wrong where.</summary>
    public static IResult Invalid(params ProblemError[] errors) => Problem.Of(StatusCodes.Status422UnprocessableEntity, "invalid_request", errors[0].Message, errors);

    private static async Task<ReadOnlyMemory<byte>?> BytesAsync(HttpContext http)
    {
        if (http.Request.ContentLength > MostBytes)
            return null;
        var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is > 0 and var read)
        {
            if (content.Length + read > MostBytes)
                return null;
            content.Write(buffer, 0, read);
        }

        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }

    /// <summary>Reads every name and text once, which throws where one is no text.</summary>
    private static void EnsureUnicode(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    EnsureUnicode(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                    EnsureUnicode(element);
                break;
            case JsonValueKind.String:
                if (value.GetRawText().Contains("\\u", StringComparison.Ordinal))
                    _ = value.GetString();
                break;
        }
    }
}
