namespace AdaptiveOutbound.Web.Api;

/// <summary>What is wrong with one field or line of a request.</summary>
internal sealed record ProblemError(string? Field, int? Line, string Code, string Message);

/// <summary>Answers of RFC 9457 with a stable <c>code</c> and, where fields or lines are wrong, <c>errors</c>.</summary>
internal static class Problem
{
    public static IResult Of(int status, string code, string detail, params ProblemError[] errors)
    {
        var more = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code };
        if (errors.Length > 0) more["errors"] = errors;
        return Results.Problem(detail, statusCode: status, extensions: more);
    }

    /// <summary>422: a parameter has a value that it cannot have.</summary>
    public static IResult Parameter(string field, string message) =>
        Of(StatusCodes.Status422UnprocessableEntity, "invalid_request", message, new ProblemError(field, null, "invalid_value", message));

    /// <summary>404, also for what belongs to another workspace.</summary>
    public static IResult NotFound(string what) => Of(StatusCodes.Status404NotFound, "not_found", $"This workspace has no such {what}.");
}
