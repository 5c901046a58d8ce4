using System.Text.Json;
using System.Text.Json.Serialization;
using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Web.Commands;

namespace AdaptiveOutbound.Web.Api;

/// <summary>A JSON body as one of our records: members that it lacks are refused by name, and no value is repeated in a problem.</summary>
internal static class TypedBody
{
    private static readonly JsonSerializerOptions Strict = new(JsonOutput.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>The body, or the problem with it.</summary>
    public static async Task<(T? Body, IResult? Problem)> ReadAsync<T>(HttpContext http) where T : class
    {
        var (json, _, problem) = await JsonBody.ReadAsync(http);
        return problem is not null ? (null, problem) : Of<T>(json);
    }

    /// <summary>A body that was read, as one of our records, or the problem with it.</summary>
    public static (T? Body, IResult? Problem) Of<T>(JsonElement json) where T : class
    {
        try
        {
            return json.Deserialize<T>(Strict) is { } body ? (body, null) : (null, JsonBody.Invalid(JsonBody.Wrong(null, "The body is null: send an object.")));
        }
        catch (JsonException e)
        {
            var field = e.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? TextCut.Shown(path[2..], JsonBody.MostOfName) : null;
            return (null, JsonBody.Invalid(JsonBody.Wrong(field, field is null ? "The body is no JSON object as this route takes it." : $"{field} is not known here or has a value of the wrong kind.")));
        }
    }
}
