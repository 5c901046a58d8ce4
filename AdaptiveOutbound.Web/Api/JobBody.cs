using System.Text.Json;
using System.Text.RegularExpressions;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Exports;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Jobs.Records;

namespace AdaptiveOutbound.Web.Api;

/// <summary>A job that is asked for. What <paramref name="Payload"/> holds depends on the type.</summary>
/// <param name="Type"><c>enrich_accounts</c>, <c>enrich_contacts</c>, <c>export_data</c> or <c>cleanup_data</c>.</param>
/// <param name="Priority">0 to 10, 10 first; default 5.</param>
/// <param name="ScheduledFor">RFC 3339, within a year from now; default at once.</param>
internal sealed record JobBody(string Type, JsonElement Payload, int? Priority, DateTimeOffset? ScheduledFor);

/// <summary>Reads the body of <c>POST /jobs</c>. The first thing that is wrong ends it.</summary>
internal sealed partial class JobBodyReader(TimeProvider clock, string createdBy)
{
    private static readonly string[] Types = [JobTypes.EnrichAccounts, JobTypes.EnrichContacts, JobTypes.ExportData, JobTypes.CleanupData];

    /// <summary>Characters of the longest time; what is longer would keep the pattern busy for hours.</summary>
    private const int LongestTime = 40;

    private ProblemError? _wrong;

    /// <summary>A body that is taken as it stands, for the reference.</summary>
    public const string Example = """{"type":"enrich_accounts","payload":{"filter":{"status":"enriched"},"provider":"sandbox"},"priority":5}""";

    /// <summary>The request of the caller's body, and the body as it came; or the problem with it.</summary>
    public static async Task<(object? Request, ReadOnlyMemory<byte> Content, IResult? Problem)> ReadAsync(HttpContext http, TimeProvider clock)
    {
        var (body, content, unread) = await JsonBody.ReadAsync(http);
        if (unread is not null) return (null, content, unread);
        var (request, problem) = new JobBodyReader(clock, ApiAccess.CallerOf(http).By).Read(body);
        return (request, content, problem);
    }

    /// <summary>An <see cref="EnrichRequest"/>, <see cref="ExportRequest"/> or <see cref="CleanupRequest"/>, or the problem with the body.</summary>
    public (object? Request, IResult? Problem) Read(JsonElement body)
    {
        if (JsonBody.Members(body, "", "type", "payload", "priority", "scheduledFor") is { } stranger)
            return (null, JsonBody.Invalid(stranger));
        var type = Text(body, "type", "");
        if (type == JobTypes.ImportCsv)
            return (null, JsonBody.Invalid(JsonBody.Wrong("type", "An import starts with its file: use POST /api/v1/imports.")));
        if (type is null || !Types.Contains(type))
            return (null, JsonBody.Invalid(_wrong ?? JsonBody.Wrong("type", $"type must be one of {string.Join(", ", Types)}.")));
        if (!body.TryGetProperty("payload", out var payload))
            return (null, JsonBody.Invalid(JsonBody.Wrong("payload", "payload is missing: it is an object.")));
        var (priority, at) = (Priority(body), ScheduledFor(body));
        object request = type switch
        {
            JobTypes.ExportData => Export(payload, priority, at),
            JobTypes.CleanupData => Cleanup(payload, priority, at),
            _ => Enrich(payload, type == JobTypes.EnrichAccounts ? RecordKind.Account : RecordKind.Contact, priority, at),
        };
        return _wrong is null ? (request, null) : (null, JsonBody.Invalid(_wrong));
    }

    private CleanupRequest Cleanup(JsonElement payload, short priority, DateTimeOffset? at)
    {
        if (payload is not { ValueKind: JsonValueKind.Object } || payload.GetPropertyCount() > 0)
            Note(JsonBody.Wrong("payload", "The payload of cleanup_data is {}: how long what is kept are settings of the installation."));
        return new(priority, at, createdBy);
    }

    private EnrichRequest Enrich(JsonElement payload, RecordKind kind, short priority, DateTimeOffset? at)
    {
        Note(JsonBody.Members(payload, "payload", "recordIds", "filter", "provider", "refresh"));
        if (_wrong is not null)
            return new(kind, null, null);
        var (ids, filter, provider) = (Ids(payload), Filter(payload), Text(payload, "provider", "payload"));
        if (ids is null == filter is null)
            Note(JsonBody.Wrong("payload", "payload must have either recordIds or filter ({} for all records)."));
        if (provider is not null && !ChooseProvider.Known.Contains(provider))
            Note(JsonBody.Wrong("payload.provider", $"provider must be one of {string.Join(", ", ChooseProvider.Known)}."));
        return new(kind, ids, filter, provider, Flag(payload, "refresh") ?? false, priority, at, createdBy);
    }

    private ExportRequest Export(JsonElement payload, short priority, DateTimeOffset? at)
    {
        Note(JsonBody.Members(payload, "payload", "kind", "filter", "columns", "escape"));
        if (_wrong is not null)
            return new(default);
        var kind = Text(payload, "kind", "payload");
        if (kind is not ("accounts" or "contacts"))
            Note(JsonBody.Wrong("payload.kind", "kind must be accounts or contacts."));
        return new(RecordKindNames.Parse(kind ?? ""), Filter(payload), Columns(payload), Flag(payload, "escape") ?? true, priority, at, createdBy);
    }

    private List<Guid>? Ids(JsonElement payload)
    {
        if (!payload.TryGetProperty("recordIds", out var given))
            return null;
        if (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() is 0 or > EnrichRequest.MostIds)
        {
            Note(JsonBody.Wrong("payload.recordIds", $"recordIds must be an array of 1 to {EnrichRequest.MostIds} ids; for more records use filter."));
            return [];
        }

        List<Guid> ids = new(given.GetArrayLength());
        foreach (var element in given.EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.String && element.TryGetGuid(out var id))
                ids.Add(id);
            else
                Note(JsonBody.Wrong($"payload.recordIds[{ids.Count}]", $"recordIds[{ids.Count}] is no id."));
            if (_wrong is not null)
                break;
        }

        return ids;
    }

    private RecordFilter? Filter(JsonElement payload)
    {
        if (!payload.TryGetProperty("filter", out var given))
            return null;
        var (filter, wrong) = FilterBody.Read(given, "payload.filter");
        Note(wrong);
        return filter;
    }

    private List<string>? Columns(JsonElement payload)
    {
        if (!payload.TryGetProperty("columns", out var given))
            return null;
        if (given.ValueKind == JsonValueKind.Array && given.EnumerateArray().All(column => column.ValueKind == JsonValueKind.String))
            return [.. given.EnumerateArray().Select(column => column.GetString()!)];
        Note(JsonBody.Wrong("payload.columns", "columns must be an array of field names."));
        return null;
    }

    private short Priority(JsonElement body)
    {
        if (!body.TryGetProperty("priority", out var given))
            return 5;
        if (given.ValueKind == JsonValueKind.Number && given.TryGetInt16(out var priority) && priority is >= 0 and <= 10)
            return priority;
        Note(JsonBody.Wrong("priority", "priority must be a whole number from 0 to 10; 10 goes first."));
        return 5;
    }

    private DateTimeOffset? ScheduledFor(JsonElement body)
    {
        if (!body.TryGetProperty("scheduledFor", out var given) || given.ValueKind == JsonValueKind.Null)
            return null;
        var now = clock.GetUtcNow();
        if (given.ValueKind == JsonValueKind.String && given.GetString() is { Length: <= LongestTime } text && HasOffset().IsMatch(text) && given.TryGetDateTimeOffset(out var at) && at > now && at <= now.AddDays(366))
            return at;
        Note(JsonBody.Wrong("scheduledFor", "scheduledFor must be an RFC 3339 time in the future and within a year, such as 2026-12-24T18:00:00Z."));
        return null;
    }

    private string? Text(JsonElement value, string member, string path)
    {
        if (!value.TryGetProperty(member, out var given))
            return null;
        if (given.ValueKind == JsonValueKind.String)
            return given.GetString();
        Note(JsonBody.Wrong(JsonBody.At(path, member), $"{member} must be a text."));
        return null;
    }

    private bool? Flag(JsonElement payload, string member)
    {
        if (!payload.TryGetProperty(member, out var given))
            return null;
        if (given.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return given.GetBoolean();
        Note(JsonBody.Wrong(JsonBody.At("payload", member), $"{member} must be true or false."));
        return null;
    }

    private void Note(ProblemError? wrong) => _wrong ??= wrong;

    // Without an offset a time would be that of the server's zone.
    [GeneratedRegex(@"T.*(Z|[+-]\d\d:\d\d)$", RegexOptions.IgnoreCase)]
    private static partial Regex HasOffset();
}
