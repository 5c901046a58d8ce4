using System.Text.Json;

namespace AdaptiveOutbound.Data.Records;

/// <summary>What is known about one field's value.</summary>
/// <param name="Origin">Where the value comes from; null when nobody noted it.</param>
/// <param name="Previous">The value that it replaced, for undo; null when the field was empty.</param>
/// <param name="PreviousOrigin">Where that came from.</param>
public sealed record FieldProvenance(Origin? Origin, string? Previous = null, Origin? PreviousOrigin = null);

/// <summary>
/// Per field where its value comes from. Stored compactly, since every record carries it:
/// <c>{"origins": [{source, provider, job, at}], "fields": {"name": [0], "industry": [0, "previous value", 1]}}</c>,
/// numbers being places in <c>origins</c>. Origins that no field names any more are left out.
/// </summary>
public sealed class Provenance
{
    private readonly Dictionary<string, FieldProvenance> _fields = new(StringComparer.Ordinal);

    /// <summary>What is known, by field.</summary>
    public IReadOnlyDictionary<string, FieldProvenance> Fields => _fields;

    /// <summary>Reads the column.</summary>
    public static Provenance Parse(string json)
    {
        var provenance = new Provenance();
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("fields", out var fields))
            return provenance;
        Origin[] origins = [.. document.RootElement.GetProperty("origins").EnumerateArray().Select(ReadOrigin)];
        foreach (var field in fields.EnumerateObject())
            provenance._fields[field.Name] = ReadField(field.Value, origins);
        return provenance;
    }

    /// <summary>What is known about one field; null when nothing is.</summary>
    public FieldProvenance? Of(string field) => _fields.GetValueOrDefault(field);

    /// <summary>Notes a field's origin.</summary>
    public void Set(string field, FieldProvenance known) => _fields[field] = known;

    /// <summary>Forgets a field.</summary>
    public void Remove(string field) => _fields.Remove(field);

    /// <summary>The column's text.</summary>
    public string ToJson()
    {
        List<Origin> origins = [];
        return RecordJson.Write(writer =>
        {
            writer.WriteStartObject("fields");
            foreach (var (field, known) in _fields)
                WriteField(writer, field, known, origins);
            writer.WriteEndObject();
            writer.WriteStartArray("origins");
            origins.ForEach(origin => WriteOrigin(writer, origin));
            writer.WriteEndArray();
        });
    }

    /// <summary>The column's text when all <paramref name="fields"/> have one origin and replaced nothing.</summary>
    internal static string ToJson(IEnumerable<string> fields, Origin origin) => RecordJson.Write(writer =>
    {
        writer.WriteStartArray("origins");
        WriteOrigin(writer, origin);
        writer.WriteEndArray();
        writer.WriteStartObject("fields");
        foreach (var field in fields)
        {
            writer.WriteStartArray(field);
            writer.WriteNumberValue(0);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    });

    private static FieldProvenance ReadField(JsonElement field, Origin[] origins)
    {
        var length = field.GetArrayLength();
        return new(At(field, 0, origins), length > 1 ? field[1].GetString() : null, length > 2 ? At(field, 2, origins) : null);
    }

    private static Origin? At(JsonElement field, int place, Origin[] origins) =>
        field[place].ValueKind == JsonValueKind.Number ? origins[field[place].GetInt32()] : null;

    private static void WriteField(Utf8JsonWriter writer, string field, FieldProvenance known, List<Origin> origins)
    {
        writer.WriteStartArray(field);
        WritePlace(writer, known.Origin, origins);
        if (known.Previous is not null)
        {
            writer.WriteStringValue(known.Previous);
            if (known.PreviousOrigin is not null)
                WritePlace(writer, known.PreviousOrigin, origins);
        }

        writer.WriteEndArray();
    }

    private static void WritePlace(Utf8JsonWriter writer, Origin? origin, List<Origin> origins)
    {
        if (origin is null)
        {
            writer.WriteNullValue();
            return;
        }

        var place = origins.IndexOf(origin);
        if (place < 0)
        {
            place = origins.Count;
            origins.Add(origin);
        }

        writer.WriteNumberValue(place);
    }

    private static Origin ReadOrigin(JsonElement origin) => new(
        origin.GetProperty("source").GetString()!,
        origin.TryGetProperty("provider", out var provider) ? provider.GetString() : null,
        origin.TryGetProperty("job", out var job) ? job.GetGuid() : null,
        origin.GetProperty("at").GetDateTimeOffset());

    private static void WriteOrigin(Utf8JsonWriter writer, Origin origin)
    {
        writer.WriteStartObject();
        writer.WriteString("source", origin.Source);
        if (origin.Provider is not null)
            writer.WriteString("provider", origin.Provider);
        if (origin.JobId is { } job)
            writer.WriteString("job", job);
        writer.WriteString("at", origin.ObservedAt.ToUniversalTime());
        writer.WriteEndObject();
    }
}
