using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AdaptiveOutbound.Jobs.Monitoring;

namespace AdaptiveOutbound.Web.Logging;

/// <summary>One line of the log as one JSON object.</summary>
internal static class JsonLine
{
    // Read by programs, never put into a page: what must not be escaped is not.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Template = "{OriginalFormat}";

    /// <summary>What a command says to people.</summary>
    public static string Of(DateTimeOffset at, LogLevel level, string message) => Of(at, level, "AdaptiveOutbound", default, message, null, null, null);

    /// <param name="values">The values that the message was made of.</param>
    /// <param name="scopes">The scopes around it, of which the ids are written that <see cref="LogIds"/> knows.</param>
    public static string Of(DateTimeOffset at, LogLevel level, string category, EventId id, string message,
        IEnumerable<KeyValuePair<string, object?>>? values, IExternalScopeProvider? scopes, Exception? exception)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", LogLevelText.Of(level));
            json.WriteString("category", category);
            if (id.Id != 0) json.WriteNumber("eventId", id.Id);
            if (id.Name is { } name) json.WriteString("event", name);
            json.WriteString("message", message);
            WriteIds(json, scopes);
            WriteValues(json, values);
            if (exception is not null) json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteIds(Utf8JsonWriter json, IExternalScopeProvider? scopes)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } span)
        {
            json.WriteString("traceId", span.TraceId.ToHexString());
            json.WriteString("spanId", span.SpanId.ToHexString());
        }

        // The innermost scope is told last, and wins.
        var ids = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        scopes?.ForEachScope((scope, found) =>
        {
            if (scope is not IEnumerable<KeyValuePair<string, object?>> pairs) return;
            foreach (var (key, value) in pairs)
                if (value is not null && LogIds.Known.Contains(key)) found[key] = value;
        }, ids);
        foreach (var (key, value) in ids) json.WriteString(JsonNamingPolicy.CamelCase.ConvertName(key), Text(value));
    }

    private static void WriteValues(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>>? values)
    {
        if (values is null || values.All(pair => pair.Key == Template)) return;
        json.WriteStartObject("values");
        foreach (var (key, value) in values.Where(pair => pair.Key != Template).DistinctBy(pair => pair.Key))
        {
            switch (value)
            {
                case null: json.WriteNull(Name(key)); break;
                case bool flag: json.WriteBoolean(Name(key), flag); break;
                case int or long or short or byte: json.WriteNumber(Name(key), Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
                default: json.WriteString(Name(key), Text(value)); break;
            }
        }

        json.WriteEndObject();
    }

    private static string Name(string key) => JsonNamingPolicy.CamelCase.ConvertName(key);

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
