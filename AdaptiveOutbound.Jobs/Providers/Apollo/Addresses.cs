namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>Domains, web addresses and e-mail addresses as a provider writes them.</summary>
internal static class Addresses
{
    // What Apollo answers in place of an address that the team has not unlocked (GET /people/{id} in its OpenAPI file).
    private const string Placeholder = "email_not_unlocked@";

    /// <summary>The bare domain of a domain or URL, in lower case and punycode; null when it is none.</summary>
    public static string? DomainOf(string? text)
    {
        if (text is null) return null;
        if (!text.Contains("://", StringComparison.Ordinal)) text = "http://" + text;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.HostNameType != UriHostNameType.Dns) return null;
        var host = uri.IdnHost.TrimEnd('.').ToLowerInvariant();
        if (host.StartsWith("www.", StringComparison.Ordinal)) host = host[4..];
        return host.Contains('.', StringComparison.Ordinal) ? host : null;
    }

    /// <summary>The form in which an asked domain is compared.</summary>
    public static string Fold(string domain) => DomainOf(domain) ?? domain.Trim().ToLowerInvariant();

    /// <summary>An http or https address, else null: a page shows it as a link.</summary>
    public static string? Web(string? text)
        => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            && uri.UserInfo.Length == 0 ? text : null;

    /// <summary>An e-mail address with its domain in lower case; null for a placeholder or what is none.</summary>
    public static string? Email(string? text)
    {
        var at = text?.LastIndexOf('@') ?? -1;
        if (text is null || at < 1 || at == text.Length - 1 || text.Length > 320 || text.Any(char.IsWhiteSpace)) return null;
        return text.StartsWith(Placeholder, StringComparison.OrdinalIgnoreCase) ? null : text[..at] + text[at..].ToLowerInvariant();
    }

    /// <summary>What stands behind the <c>@</c>, in lower case; null when there is none.</summary>
    public static string? DomainOfEmail(string email)
        => email.LastIndexOf('@') is var at and >= 0 && at < email.Length - 1 ? email[(at + 1)..].Trim().ToLowerInvariant() : null;
}
