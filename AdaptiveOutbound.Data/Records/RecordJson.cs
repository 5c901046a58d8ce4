using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AdaptiveOutbound.Data.Records;

/// <summary>The jsonb columns of a record as text.</summary>
internal static class RecordJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Whether the column holds nothing.</summary>
    public static bool IsEmpty(string json) => json is "" or "{}";

    /// <summary>Field to value of the column <c>fields</c>.</summary>
    public static Dictionary<string, string> ReadFields(string json)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (IsEmpty(json))
            return fields;
        using var document = JsonDocument.Parse(json);
        foreach (var field in document.RootElement.EnumerateObject())
            fields[field.Name] = field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : field.Value.GetRawText();
        return fields;
    }

    /// <summary>The column <c>fields</c>; empty values are left out.</summary>
    public static string WriteFields(IEnumerable<KeyValuePair<string, string>> fields) => Write(writer =>
    {
        foreach (var (field, value) in fields)
        {
            if (value.Length > 0)
                writer.WriteString(field, value);
        }
    });

    /// <summary>One object as text.</summary>
    public static string Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
