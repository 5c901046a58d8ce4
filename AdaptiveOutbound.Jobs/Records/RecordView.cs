using System.Text.Json.Serialization;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>A record as people and scripts see it.</summary>
/// <param name="Kind"><c>accounts</c> or <c>contacts</c>.</param>
/// <param name="Fields">Values by field, in documented order; empty ones are absent.</param>
/// <param name="Provenance">By field where its value comes from. A field that a person cleared stands here and not in the fields.</param>
/// <param name="AnsweredAt">When a provider last answered about it, whatever the answer; null when none did.</param>
/// <param name="Matched">Whether that answer was a match; null when there is none.</param>
/// <param name="Lookups">What providers were asked about it as it identifies itself now, newest first; only of a single record.</param>
public sealed record RecordView(Guid Id, string Kind, IReadOnlyDictionary<string, string> Fields, IReadOnlyDictionary<string, FieldOrigin> Provenance,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? EnrichedAt, DateTimeOffset? AnsweredAt, bool? Matched,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<PastLookup>? Lookups = null)
{
    internal static RecordView From(RecordKind kind, StoredRecord row)
    {
        var (values, known) = (RecordJson.ReadFields(row.Fields), Data.Records.Provenance.Parse(row.Provenance));
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        Dictionary<string, FieldOrigin> origins = new(StringComparer.Ordinal);
        foreach (var field in RecordFields.Of(kind))
        {
            if (values.TryGetValue(field, out var value))
                fields[field] = FieldValue.Shown(field, value);
            if (known.Of(field) is { } from)
                origins[field] = FieldOrigin.From(field, from);
        }

        return new(row.Id, RecordKindNames.Plural(kind), fields, origins, row.CreatedAt, row.UpdatedAt, row.EnrichedAt, row.AnsweredAt ?? row.EnrichedAt, row.Matched ?? (row.EnrichedAt is null ? null : true));
    }
}

/// <summary>Where a field's value comes from.</summary>
/// <param name="Source"><c>edited</c>, <c>imported</c> or <c>enriched</c>; null when nobody noted it.</param>
/// <param name="Provider">Who was asked; only of enriched values.</param>
/// <param name="ObservedAt">When the value was seen.</param>
/// <param name="JobId">The job that wrote it; null for what was written by hand or by the API.</param>
/// <param name="Previous">The value that it replaced; null when the field was empty.</param>
public sealed record FieldOrigin(string? Source, string? Provider, DateTimeOffset? ObservedAt, Guid? JobId, string? Previous)
{
    /// <summary>Where the value came from that it replaced; null when nobody noted it.</summary>
    [JsonIgnore] public Origin? Before { get; init; }

    internal static FieldOrigin From(string field, FieldProvenance known) => new(known.Origin?.Source, known.Origin?.Provider, known.Origin?.ObservedAt,
        known.Origin?.JobId, known.Previous is { } previous ? FieldValue.Shown(field, previous) : null)
    {
        Before = known.PreviousOrigin,
    };
}
