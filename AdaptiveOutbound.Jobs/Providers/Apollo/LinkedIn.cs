namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>Addresses of LinkedIn pages, which name a company or a person whatever its domain is.</summary>
internal static class LinkedIn
{
    private static readonly string[] Kinds = ["company", "in", "school", "showcase"];

    /// <summary><c>company/x</c> or <c>in/x</c> of a page's URL in lower case; null when it is none.</summary>
    public static string? SlugOf(string? url)
    {
        if (url is null) return null;
        if (!url.Contains("://", StringComparison.Ordinal)) url = "https://" + url;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !IsLinkedIn(uri.Host)) return null;
        var parts = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length >= 2 && Kinds.Contains(parts[0].ToLowerInvariant()) ? Fold($"{parts[0]}/{parts[1]}") : null;
    }

    /// <summary>The form in which two slugs are compared.</summary>
    public static string Fold(string slug) => Uri.UnescapeDataString(slug).Trim('/', ' ').ToLowerInvariant();

    /// <summary>The page's URL, as sent to the provider and stored.</summary>
    public static string UrlOf(string slug)
        => "https://www.linkedin.com/" + string.Join('/', Fold(slug).Split('/').Select(Uri.EscapeDataString));

    private static bool IsLinkedIn(string host)
        => host.Equals("linkedin.com", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".linkedin.com", StringComparison.OrdinalIgnoreCase);
}
