using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>
/// Reads a body that keeps no promise: a member may be absent, null, of another type, or hold what no database takes. Whatever
/// does not fit is absent; nothing here throws.
/// </summary>
internal static class Json
{
    /// <summary>The parsed body, or null when it is no JSON. The caller disposes it.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Span.StartsWith("\uFEFF"u8)) body = body[3..];
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The member <paramref name="name"/> if this is an object that has it and it is not null.</summary>
    public static JsonElement? Member(this JsonElement? element, string name)
        => element is { ValueKind: JsonValueKind.Object } o && TryGet(o, name, out var value)
            && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    /// <summary>The readable names of an object's members.</summary>
    public static IEnumerable<string> Names(this JsonElement? element)
    {
        if (element is not { ValueKind: JsonValueKind.Object } o) yield break;
        foreach (var member in o.EnumerateObject())
        {
            if (NameOf(member) is { } name) yield return name;
        }
    }

    public static JsonElement? Object(this JsonElement? element, string name)
        => element.Member(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <summary>The elements of an array; none where it is something else.</summary>
    public static IEnumerable<JsonElement> Array(this JsonElement? element, string name)
        => element.Member(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    /// <summary>A text, or a number as text; trimmed, without control characters, at most <paramref name="max"/> characters; null when empty.</summary>
    public static string? Text(this JsonElement? element, string name, int max = 500)
        => element.Member(name) is { } value ? Text(value, max) : null;

    /// <inheritdoc cref="Text(JsonElement?, string, int)"/>
    public static string? Text(JsonElement value, int max = 500)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => Clean(value.GetString(), max),
                JsonValueKind.Number => Clean(value.GetRawText(), max),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair or broken UTF-8
        }
    }

    public static bool? Bool(this JsonElement? element, string name) => element.Member(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>A number, or a text that holds one, within <paramref name="min"/> and <paramref name="max"/>; else null.</summary>
    public static decimal? Number(this JsonElement? element, string name, decimal min, decimal max)
        => decimal.TryParse(element.Text(name, 40), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max ? number : null;

    /// <summary>The distinct texts of an array, joined by <c>"; "</c>, at most <paramref name="count"/> of them.</summary>
    public static string? Joined(this IEnumerable<string?> texts, int count = 100)
    {
        var joined = string.Join("; ", texts.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Take(count));
        return joined.Length == 0 ? null : joined;
    }

    private static bool TryGet(JsonElement o, string name, out JsonElement value)
    {
        try
        {
            return o.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            // Some member's name holds half a surrogate pair: look at each.
            value = o.EnumerateObject().LastOrDefault(member => NameOf(member) == name).Value;
            return value.ValueKind != JsonValueKind.Undefined;
        }
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Clean(string? text, int max)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var kept = new StringBuilder(Math.Min(text.Length, max));
        foreach (var c in text.AsSpan().Trim())
        {
            if (kept.Length == max) break;
            kept.Append(char.IsControl(c) ? ' ' : c);
        }

        if (char.IsHighSurrogate(kept[^1])) kept.Length--;
        var clean = kept.ToString().Trim();
        return clean.Length == 0 ? null : clean;
    }
}
