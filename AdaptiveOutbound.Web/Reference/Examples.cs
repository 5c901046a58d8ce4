using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace AdaptiveOutbound.Web.Reference;

/// <summary>
/// Examples made from schemas, so that a body has one that fits as soon as its type is named. Members that are known by name get a
/// telling value.
/// </summary>
internal static class Examples
{
    private const int Deepest = 8;

    private static readonly Dictionary<string, Func<JsonNode>> Known = new(StringComparer.Ordinal)
    {
        ["code"] = () => "not_found", ["detail"] = () => "This workspace has no such job.", ["title"] = () => "Not Found", ["field"] = () => "limit",
        ["message"] = () => "412 of 1000", ["nextCursor"] = () => "0199c0de-0000-7000-8000-000000000001", ["queue"] = () => "a-interactive",
        ["name"] = () => "companies.csv", ["type"] = () => "enrich_accounts", ["provider"] = () => "apollo", ["reason"] = () => "rate_limit",
        ["createdBy"] = () => "maya@company.example", ["level"] = () => "info", ["event"] = () => "started", ["percentage"] = () => 41.2,
        ["email"] = () => "maya@company.example", ["domain"] = () => "company.example", ["cron"] = () => "0 6 * * 1", ["timeZone"] = () => "Europe/Berlin",
        ["total"] = () => 1000, ["processed"] = () => 412, ["enriched"] = () => 380, ["noMatch"] = () => 30, ["failed"] = () => 2, ["priority"] = () => 5,
        ["maxAttempts"] = () => 5, ["etaSeconds"] = () => 96,
    };

    /// <summary>A value that the schema allows.</summary>
    public static JsonNode? Of(IOpenApiSchema schema) => Of(schema, "", 0);

    private static JsonNode? Of(IOpenApiSchema schema, string name, int depth)
    {
        if (schema.Examples is [{ } given, ..]) return given.DeepClone();
        // A choice that may be null has null among its values.
        if (schema.Enum?.OfType<JsonNode>().ToList() is [var first, ..] values) return (name == "status" ? values.Find(e => e.ToString() == "processing") ?? first : first).DeepClone();
        if ((schema.OneOf ?? schema.AnyOf) is { Count: > 0 } choices) return Of(choices.FirstOrDefault(c => c.Type != JsonSchemaType.Null) ?? choices[0], name, depth);
        if (depth > Deepest) return null;
        return (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.Object => Members(schema, depth),
            JsonSchemaType.Array => schema.Items is { } items && Of(items, name, depth + 1) is { } item ? new JsonArray(item) : new JsonArray(),
            JsonSchemaType.Boolean => true,
            JsonSchemaType.String => Text(schema, name),
            { } type when type.HasFlag(JsonSchemaType.Integer) => Known.TryGetValue(name, out var number) && number() is JsonValue value && value.TryGetValue(out int _) ? value : name == "status" ? 404 : 1,
            { } type when type.HasFlag(JsonSchemaType.Number) => name == "percentage" ? 41.2 : 1,
            _ => null,
        };
    }

    private static JsonObject Members(IOpenApiSchema schema, int depth)
    {
        var example = new JsonObject();
        foreach (var (name, member) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
            example[name] = Of(member, name, depth + 1);
        return example;
    }

    private static JsonNode Text(IOpenApiSchema schema, string name) => schema.Format switch
    {
        "uuid" => "0199c0de-0000-7000-8000-000000000001",
        "date-time" => "2026-11-26T08:15:00Z",
        "date" => "2026-11-26",
        _ when Known.TryGetValue(name, out var known) && known() is JsonValue text && text.TryGetValue(out string? _) => text,
        _ => name == "status" ? "processing" : "text",
    };
}
