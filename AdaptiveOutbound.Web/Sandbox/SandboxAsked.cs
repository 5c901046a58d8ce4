using System.Text.Json;

namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>One asked record, read from a body or a query as Apollo names its members.</summary>
internal sealed record SandboxAsked(string? Domain, string? LinkedIn, string? Email, string? FirstName, string? LastName, string? Company)
{
    public static SandboxAsked Of(JsonElement details)
    {
        return new SandboxAsked(
            Lower(Text("domain") ?? Text("website")), Slug(Text("linkedin_url")), Lower(Text("email")),
            Text("first_name"), Text("last_name"), Text("organization_name") ?? Text("name"));

        string? Text(string name)
            => details.ValueKind == JsonValueKind.Object && details.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
    }

    public static SandboxAsked OfQuery(IQueryCollection query)
        => new(Lower(query["domain"].FirstOrDefault()), Slug(query["linkedin_url"].FirstOrDefault()), null, null, null, query["name"].FirstOrDefault());

    public static SandboxAsked OfDomain(string? domain) => new(Lower(domain), null, null, null, null, null);

    private static string? Lower(string? text) => text?.Trim().ToLowerInvariant();

    private static string? Slug(string? url)
        => url is null ? null : Uri.UnescapeDataString(url.TrimEnd('/').Split('/')[^1].Split('?')[0]).ToLowerInvariant();
}
