using System.Text.Json;

namespace AdaptiveOutbound.Web.Api;

/// <summary>The JSON body of a request: at most 4 MB, one value, no member twice, texts that are valid Unicode.</summary>
internal static class JsonBody
{
    public const int MostBytes = 4 << 20;

    /// <summary>Routes take any type besides JSON, so that another one reaches the route and is refused with 415, not as a route that is not there.</summary>
    public const string AnyType = "*/*";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>The value and its text as it came, or the problem with it.</summary>
    public static async Task<(JsonElement Body, ReadOnlyMemory<byte> Content, IResult? Problem)> ReadAsync(HttpContext http)
    {
        if (!http.Request.HasJsonContentType())
            return (default, default, Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send JSON, with the header Content-Type: application/json."));
        if (await BytesAsync(http) is not { } content)
            return (default, default, Problem.Of(StatusCodes.Status413PayloadTooLarge, "too_large", "The body has more than 4 MB: send it in parts. Files go to /imports."));
        try
        {
            var body = JsonElement.Parse(content.Span, Strict);
            return IsUnicode(body) ? (body, content, null) : (default, default, Problem.Of(StatusCodes.Status422UnprocessableEntity, "invalid_json", "The body holds half of a surrogate pair, which is no character."));
        }
        catch (JsonException e)
        {
            var line = (int?)e.LineNumber + 1;
            return (default, default, Problem.Of(StatusCodes.Status422UnprocessableEntity, "invalid_json", "The body is not valid JSON.", new ProblemError(null, line, "invalid_json", e.Message)));
        }
    }

    /// <summary>The problem with a value that is no object, or with a member that the route does not know; null when there is none.</summary>
    /// <param name="path">Where the value stands; empty for the body.</param>
    public static ProblemError? Members(JsonElement value, string path, params IReadOnlyCollection<string> known)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return Wrong(path.Length == 0 ? null : path, $"{(path.Length == 0 ? "The body" : path)} must be an object with some of {string.Join(", ", known)}.");
        foreach (var member in value.EnumerateObject())
            if (!known.Contains(member.Name, StringComparer.Ordinal))
                return new(At(path, member.Name), null, "unknown_member", $"There is no {At(path, member.Name)}. There are: {string.Join(", ", known)}.");
        return null;
    }

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

    private static bool IsUnicode(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return value.EnumerateObject().All(member => IsUnicode(member.Value));
            case JsonValueKind.Array:
                return value.EnumerateArray().All(IsUnicode);
            case JsonValueKind.String:
                // A lone surrogate can only come from an escape.
                return !value.GetRawText().Contains("\\u", StringComparison.Ordinal) || CanBeRead(value);
            default:
                return true;
        }
    }

    private static bool CanBeRead(JsonElement text)
    {
        try
        {
            return text.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
