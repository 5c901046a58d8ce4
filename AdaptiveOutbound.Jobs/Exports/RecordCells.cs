using System.Globalization;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Records;

namespace AdaptiveOutbound.Jobs.Exports;

/// <summary>The columns of an export of stored records, named as their fields.</summary>
internal static class RecordCells
{
    private const string Id = "id";
    private const string CreatedAt = "created_at";
    private const string UpdatedAt = "updated_at";
    private const string EnrichedAt = "enriched_at";

    /// <summary>All that may be chosen.</summary>
    public static IReadOnlyList<string> Known(RecordKind kind) => [Id, .. RecordFields.Of(kind), CreatedAt, UpdatedAt, EnrichedAt];

    /// <summary>What is written when nothing is chosen: all fields, and when they were enriched.</summary>
    public static IReadOnlyList<string> Default(RecordKind kind) => [.. RecordFields.Of(kind), EnrichedAt];

    /// <summary>One record.</summary>
    public static string[] Of(StoredRecord record, IReadOnlyList<string> columns)
    {
        var fields = RecordJson.ReadFields(record.Fields);
        return [.. columns.Select(column => column switch
        {
            Id => record.Id.ToString(),
            CreatedAt => Instant(record.CreatedAt),
            UpdatedAt => Instant(record.UpdatedAt),
            EnrichedAt => record.EnrichedAt is { } at ? Instant(at) : "",
            _ => fields.TryGetValue(column, out var value) ? FieldValue.Shown(column, value) : "",
        })];
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
