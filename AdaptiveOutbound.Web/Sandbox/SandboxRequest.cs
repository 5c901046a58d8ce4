using System.Text.Json;

namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>A paid request, read.</summary>
internal sealed record SandboxRequest(string Path, IReadOnlyList<SandboxAsked> Asked, bool PersonalEmails)
{
    public static readonly IReadOnlyList<string> Paths = ["organizations/enrich", "organizations/bulk_enrich", "people/match", "people/bulk_match"];

    public bool IsBulk => Path is "organizations/bulk_enrich" or "people/bulk_match";

    /// <summary>Reads body and query to their end; a body that is no JSON asks nothing.</summary>
    public static async Task<SandboxRequest> ReadAsync(string path, HttpRequest request, CancellationToken ct)
    {
        if (path == "organizations/enrich")
        {
            var asked = SandboxAsked.OfQuery(request.Query);
            return new SandboxRequest(path, asked.Domain is null && asked.LinkedIn is null && asked.Company is null ? [] : [asked], false);
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, default, ct);
            var root = body.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return new SandboxRequest(path, [], false);
            var personal = root.TryGetProperty("reveal_personal_emails", out var reveal) && reveal.ValueKind == JsonValueKind.True;
            return new SandboxRequest(path, path == "people/match" ? [SandboxAsked.Of(root)] : List(root), personal);
        }
        catch (JsonException)
        {
            return new SandboxRequest(path, [], false);
        }
    }

    private static List<SandboxAsked> List(JsonElement root)
    {
        if (root.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Array)
            return [.. details.EnumerateArray().Select(SandboxAsked.Of)];
        return root.TryGetProperty("domains", out var domains) && domains.ValueKind == JsonValueKind.Array
            ? [.. domains.EnumerateArray().Select(domain => SandboxAsked.OfDomain(domain.GetString()))]
            : [];
    }
}
