using System.Text.Json;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Records;

namespace AdaptiveOutbound.Web.Api;

/// <summary>A record to create, or the fields of one to change; in a change null clears a field.</summary>
internal sealed record RecordBody(IReadOnlyDictionary<string, string?> Fields);

/// <summary>A page of records.</summary>
internal sealed record RecordListAnswer(IReadOnlyList<RecordView> Data, string? NextCursor);

/// <summary>What became of each record of a request.</summary>
internal sealed record CreatedRecordsAnswer(IReadOnlyList<CreatedRecord> Data);

/// <summary>What became of one record.</summary>
/// <param name="Outcome"><c>created</c>, <c>updated</c>, <c>unchanged</c> or <c>rejected</c>.</param>
internal sealed record CreatedRecord(int Index, Guid? Id, string Outcome, IReadOnlyList<ProblemError> Errors)
{
    public static CreatedRecord From(RecordOutcome outcome) =>
        new(outcome.Index, outcome.Id, outcome.Outcome, [.. outcome.Errors.Select(error => new ProblemError(error.Field, null, error.Code, error.Message))]);
}

/// <summary>Reads records out of bodies.</summary>
internal static class RecordBodies
{
    /// <summary>One record or an array of them, or the problem with the body.</summary>
    public static (List<IReadOnlyDictionary<string, string>> Records, IResult? Problem) Many(JsonElement body, RecordKind kind)
    {
        JsonElement[] elements = body.ValueKind == JsonValueKind.Array ? [.. body.EnumerateArray()] : [body];
        if (elements.Length is 0 or > CreateRecords.Most)
            return ([], JsonBody.Invalid(JsonBody.Wrong(null, $"The body has {elements.Length} records: send 1 to {CreateRecords.Most}.")));
        List<IReadOnlyDictionary<string, string>> records = [];
        for (var index = 0; index < elements.Length; index++)
        {
            var (fields, problem) = One(elements[index], kind, body.ValueKind == JsonValueKind.Array ? $"[{index}]" : "");
            if (problem is not null)
                return ([], problem);
            records.Add(fields.ToDictionary(field => field.Key, field => field.Value ?? "", StringComparer.Ordinal));
        }

        return (records, null);
    }

    /// <summary>The fields of one record, or the problem with it.</summary>
    /// <param name="path">Where it stands in the body.</param>
    public static (Dictionary<string, string?> Fields, IResult? Problem) One(JsonElement body, RecordKind kind, string path)
    {
        Dictionary<string, string?> fields = new(StringComparer.Ordinal);
        if (JsonBody.Members(body, path, "fields") is { } stranger)
            return (fields, JsonBody.Invalid(stranger));
        var at = JsonBody.At(path, "fields");
        if (!body.TryGetProperty("fields", out var given))
            return (fields, JsonBody.Invalid(JsonBody.Wrong(at, $"{at} is missing: it is an object with the record's fields.")));
        if (JsonBody.Members(given, at, RecordFields.Of(kind)) is { } unknown)
            return (fields, JsonBody.Invalid(unknown));
        foreach (var field in given.EnumerateObject())
        {
            if (field.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
                return (fields, JsonBody.Invalid(JsonBody.Wrong(JsonBody.At(at, field.Name), $"{field.Name} must be a text or null.")));
            fields[field.Name] = field.Value.GetString();
        }

        return (fields, null);
    }
}
