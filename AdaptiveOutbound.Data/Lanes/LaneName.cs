namespace AdaptiveOutbound.Data.Lanes;

/// <summary>What operators read of a lane: "acme · enrich_accounts · apollo".</summary>
internal static class LaneName
{
    public static string Of(string workspaceSlug, string type, string provider) =>
        provider.Length == 0 ? $"{workspaceSlug} · {type}" : $"{workspaceSlug} · {type} · {provider}";
}
