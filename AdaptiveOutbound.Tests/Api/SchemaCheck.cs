using System.Text.Json;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>Compares JSON with a schema of the API's description: types, members that are required, members that are not described.</summary>
internal sealed class SchemaCheck(JsonElement document)
{
    /// <summary>What does not fit, by path; empty when all does.</summary>
    public IReadOnlyList<string> Differences(JsonElement schema, JsonElement value, string path = "$")
    {
        if (schema.TryGetProperty("$ref", out var reference)) return Differences(Resolve(reference.GetString()!), value, path);
        foreach (var either in new[] { "oneOf", "anyOf" })
        {
            if (!schema.TryGetProperty(either, out var choices)) continue;
            var tried = choices.EnumerateArray().Select(c => Differences(c, value, path)).ToList();
            return tried.Exists(t => t.Count == 0) ? [] : tried[^1];
        }

        if (!schema.TryGetProperty("type", out var type)) return schema.TryGetProperty("properties", out _) ? Members(schema, value, path) : [];
        var types = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!).ToArray() : [type.GetString()!];
        if (!types.Any(t => Fits(t, value))) return [$"{path} is {value.ValueKind}, described as {string.Join(" or ", types)}"];
        return value.ValueKind switch
        {
            JsonValueKind.Object => Members(schema, value, path),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) => [.. value.EnumerateArray().SelectMany((item, i) => Differences(items, item, $"{path}[{i}]"))],
            _ => [],
        };
    }

    private List<string> Members(JsonElement schema, JsonElement value, string path)
    {
        List<string> differences = [];
        if (schema.TryGetProperty("required", out var required))
            differences.AddRange(required.EnumerateArray().Where(r => !value.TryGetProperty(r.GetString()!, out _)).Select(r => $"{path}.{r} is required and not there"));
        if (!schema.TryGetProperty("properties", out var properties)) return differences;
        foreach (var member in value.EnumerateObject())
        {
            if (properties.TryGetProperty(member.Name, out var described))
                differences.AddRange(Differences(described, member.Value, $"{path}.{member.Name}"));
            else if (!schema.TryGetProperty("additionalProperties", out _) && path != "$problem")
                differences.Add($"{path}.{member.Name} is not described");
        }

        return differences;
    }

    private JsonElement Resolve(string reference) => reference.TrimStart('#', '/').Split('/').Aggregate(document, (at, name) => at.GetProperty(name));

    private static bool Fits(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Floor(number),
        _ => value.ValueKind == JsonValueKind.Number,
    };
}
