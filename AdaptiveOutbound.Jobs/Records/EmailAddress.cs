using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>A normalised e-mail address.</summary>
/// <param name="Address">For sending: the local part as written, the domain normalised.</param>
/// <param name="Key">For identity and cache: all lower-case.</param>
/// <param name="Domain">Normalised; <see cref="DomainName.IsWebmail"/> tells whether it says anything about a company.</param>
internal sealed record EmailAddress(string Address, string Key, string Domain)
{
    private static readonly SearchValues<char> NeverInLocalPart = SearchValues.Create(" \t\r\n<>()[],;:\\\"");

    /// <summary>Normalises one bare address; <c>Name &lt;a@b&gt;</c>, lists and quoted local parts are refused.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="email">The address, at most 254 characters.</param>
    /// <param name="reason">Why there is none, a sentence.</param>
    public static bool TryNormalize(string text, [NotNullWhen(true)] out EmailAddress? email, [NotNullWhen(false)] out string? reason)
    {
        email = null;
        var address = Composition.Compose(text.Trim().Trim('\uFEFF'));
        if (address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            address = address[7..];
        var at = address.IndexOf('@', StringComparison.Ordinal);
        reason = Check(address, at);
        if (reason is not null || !DomainName.TryNormalizeHost(address.AsSpan(at + 1), out var domain, out reason))
        {
            reason = reason.StartsWith("It ", StringComparison.Ordinal) ? "The address is not valid: " + reason : reason;
            return false;
        }

        var normalized = string.Concat(address.AsSpan(0, at), "@", domain);
        if (normalized.Length > 254)
        {
            reason = "The address is longer than 254 characters.";
            return false;
        }

        email = new(normalized, normalized.ToLowerInvariant(), domain);
        return true;
    }

    private static string? Check(string address, int at)
    {
        if (at < 0)
            return "The address has no @.";
        if (at != address.LastIndexOf('@'))
            return "The address has more than one @.";
        if (at == 0 || at == address.Length - 1)
            return "The address lacks the part before or behind the @.";
        if (address.AsSpan(0, at).ContainsAny(NeverInLocalPart) || address.Any(char.IsControl) || address.Any(PersonName.IsSpace))
            return "The address holds spaces, line breaks or characters that no address has.";
        return null;
    }
}
