using System.Text.Json;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>One route of the description.</summary>
internal sealed record DescribedRoute(string Path, string Method, JsonElement Operation)
{
    public IEnumerable<JsonProperty> Responses => Operation.GetProperty("responses").EnumerateObject();

    public IEnumerable<string> Query => Operation.TryGetProperty("parameters", out var parameters)
        ? parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()!) : [];

    /// <summary>Whether it names one thing by its id.</summary>
    public bool HasId => Path.Contains("id}", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it answers a list page by page.</summary>
    public bool IsList => Query.Contains("cursor");

    /// <summary>The example of the request's JSON; null when it takes none.</summary>
    public string? Example => Operation.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json) && json.TryGetProperty("example", out var example)
        ? example.GetRawText() : null;

    public bool Describes(int status, string type) => Operation.GetProperty("responses").TryGetProperty($"{status}", out var response)
        && (type.Length == 0 ? !response.TryGetProperty("content", out _) : response.TryGetProperty("content", out var content) && content.TryGetProperty(type, out _));

    public JsonElement Schema(int status, string type) => Operation.GetProperty("responses").GetProperty($"{status}").GetProperty("content").GetProperty(type).GetProperty("schema");

    public override string ToString() => $"{Method.ToUpperInvariant()} {Path}";
}
