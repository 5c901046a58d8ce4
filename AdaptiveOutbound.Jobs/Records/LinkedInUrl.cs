using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>A LinkedIn page in the one spelling that identifies it: <c>company/foo</c> or <c>in/foo</c>.</summary>
internal static class LinkedInUrl
{
    private static readonly SearchValues<char> PathEnds = SearchValues.Create("?#");

    /// <summary>Takes the slug out of any spelling: with or without scheme, country subdomain, trailing path or query.</summary>
    /// <param name="text">The cell; <c>company/foo</c> alone is enough, <c>foo</c> alone is not.</param>
    /// <param name="kind">An account wants a company's page (a numeric id too), a contact a person's.</param>
    /// <param name="slug">Lower-case, percent-decoded.</param>
    /// <param name="reason">Why there is none, a sentence.</param>
    public static bool TryNormalize(
        string text, RecordKind kind, [NotNullWhen(true)] out string? slug, [NotNullWhen(false)] out string? reason)
    {
        slug = null;
        reason = "It is not the address of a LinkedIn page, such as " + Example(kind) + ".";
        if (!TryPath(text.AsSpan().Trim().Trim('\uFEFF'), out var path))
            return false;
        var parts = path.ToString().Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2)
            return false;
        var section = parts[0].ToLowerInvariant();
        if (section != Section(kind))
        {
            reason = WrongSection(section, kind);
            return false;
        }

        var name = Decode(parts[1]);
        if (name.Length is 0 or > 200 || !name.All(IsSlugCharacter))
            return false;
        slug = section + "/" + name;
        reason = null;
        return true;
    }

    private static bool TryPath(ReadOnlySpan<char> text, out ReadOnlySpan<char> path)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        path = scheme < 0 ? text.TrimStart('/') : text[(scheme + 3)..];
        var end = path.IndexOfAny(PathEnds);
        path = end < 0 ? path : path[..end];
        var slash = path.IndexOf('/');
        var first = slash < 0 ? path : path[..slash];
        if (IsLinkedIn(first))
            path = slash < 0 ? default : path[slash..];
        // Without a host the path itself is accepted; any other host is not.
        else if (scheme >= 0 || first.Contains('.'))
            return false;
        return true;
    }

    private static bool IsLinkedIn(ReadOnlySpan<char> host) =>
        host.Equals("linkedin.com", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".linkedin.com", StringComparison.OrdinalIgnoreCase);

    private static string Decode(string name) => Composition.Compose(Uri.UnescapeDataString(name)).ToLowerInvariant();

    private static bool IsSlugCharacter(char character) =>
        char.IsLetterOrDigit(character) || char.IsSurrogate(character) || character is '-' or '_' or '.' or '&' or '\'' or '’' or '+' or '%'
        || char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.OtherSymbol;

    private static string Section(RecordKind kind) => kind == RecordKind.Account ? "company" : "in";

    private static string Example(RecordKind kind) =>
        kind == RecordKind.Account ? "https://www.linkedin.com/company/name" : "https://www.linkedin.com/in/name";

    private static string WrongSection(string section, RecordKind kind) => (section, kind) switch
    {
        ("in" or "pub", RecordKind.Account) => "It is a person's LinkedIn page, and an account needs a company's.",
        ("company" or "school" or "showcase", RecordKind.Contact) => "It is a company's LinkedIn page, and a contact needs a person's.",
        ("sales" or "recruiter" or "talent", _) => "It is a link into LinkedIn's paid tools: use the public page, such as " + Example(kind) + ".",
        _ => "It is not the address of a LinkedIn page, such as " + Example(kind) + ".",
    };
}
