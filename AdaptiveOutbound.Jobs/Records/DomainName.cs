using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>A company's domain in the one spelling that identifies it: lower-case ASCII (punycode), no <c>www.</c>.</summary>
internal static class DomainName
{
    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> HostEnds = SearchValues.Create("/\\?#");

    /// <summary>
    /// Takes the domain out of what people type into a "website" column: scheme, user, port, path, query, <c>www.</c>
    /// and a trailing dot are dropped, umlauts become punycode.
    /// </summary>
    /// <param name="text">Any spelling, such as <c>https://www.X.example/about</c>.</param>
    /// <param name="domain">1 to 253 characters, such as <c>x.example</c>.</param>
    /// <param name="reason">Why there is no domain, a sentence.</param>
    public static bool TryNormalize(string text, [NotNullWhen(true)] out string? domain, [NotNullWhen(false)] out string? reason)
    {
        if (!TryNormalizeHost(HostOf(text), out domain, out reason))
            return false;
        if (domain.StartsWith("www.", StringComparison.Ordinal) && domain.IndexOf('.', 4) > 0)
            domain = domain[4..];
        reason = KnownDomains.PublicSuffixes.Contains(domain) ? "It is a public suffix, under which many companies have their domains." : null;
        return reason is null;
    }

    /// <summary>True for domains where anybody gets a mailbox: they say nothing about a company. Expects a normalised domain.</summary>
    public static bool IsWebmail(string domain) => KnownDomains.Webmail.Contains(domain);

    /// <summary>Normalises a bare host: no scheme, port or path, and <c>www.</c> stays.</summary>
    internal static bool TryNormalizeHost(
        ReadOnlySpan<char> host, [NotNullWhen(true)] out string? domain, [NotNullWhen(false)] out string? reason)
    {
        domain = null;
        if (host.EndsWith('.'))
            host = host[..^1];
        if (host.IsEmpty)
            return Fail("It holds no domain.", out reason);
        var ascii = ToAscii(host);
        if (ascii is null)
            return Fail("It is not a domain name.", out reason);
        reason = Check(ascii);
        domain = reason is null ? ascii : null;
        return reason is null;
    }

    private static ReadOnlySpan<char> HostOf(string text)
    {
        var host = text.AsSpan().Trim().Trim('\uFEFF');
        var scheme = host.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0 && host.IndexOfAny('/', '?') >= scheme)
            host = host[(scheme + 3)..];
        else if (host.StartsWith("//", StringComparison.Ordinal))
            host = host[2..];
        var end = host.IndexOfAny(HostEnds);
        host = end < 0 ? host : host[..end];
        host = host[(host.LastIndexOf('@') + 1)..];
        var port = host.LastIndexOf(':');
        return port >= 0 && host[(port + 1)..].IndexOfAnyExceptInRange('0', '9') < 0 ? host[..port] : host;
    }

    /// <summary>Lower-case ASCII; null for what IDNA cannot spell.</summary>
    private static string? ToAscii(ReadOnlySpan<char> host)
    {
        if (System.Text.Ascii.IsValid(host))
            return host.ToString().ToLowerInvariant();
        // Without ICU's data IdnMapping encodes but does not map: composition, case and widths are ours to do first.
        var mapped = Composition.Compose(string.Create(host.Length, host, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                target[i] = Narrow(source[i]);
        })).ToLowerInvariant();
        if (!mapped.All(character => char.IsLetterOrDigit(character) || character is '-' or '.' || IsMark(character)))
            return null;
        try
        {
            return new IdnMapping().GetAscii(mapped);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsMark(char character) =>
        char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Full-width ASCII and the ideographic full stop as East Asian keyboards type them.</summary>
    private static char Narrow(char character) => character switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(character - 0xFEE0),
        '\u3002' or '\uFF61' => '.',
        _ => character,
    };

    private static string? Check(string ascii)
    {
        if (ascii.Length > 253)
            return "It is longer than 253 characters.";
        var labels = 0;
        foreach (var range in ascii.AsSpan().Split('.'))
        {
            labels++;
            if (CheckLabel(ascii.AsSpan(range)) is { } reason)
                return reason;
        }

        if (ascii.AsSpan(ascii.LastIndexOf('.') + 1).IndexOfAnyExceptInRange('0', '9') < 0)
            return "It is an IP address or a number, not a domain.";
        if (labels == 1)
            return "It has no top-level domain, such as .com.";
        return ascii.EndsWith(".localhost", StringComparison.Ordinal) ? "It is a name of this machine only." : null;
    }

    private static string? CheckLabel(ReadOnlySpan<char> label)
    {
        if (label.IsEmpty)
            return "It has an empty part (two dots in a row, or one at the start).";
        if (label.Length > 63)
            return "A part of it is longer than 63 characters.";
        if (label.ContainsAnyExcept(LabelCharacters))
            return label.ContainsAny(' ', '\t') ? "It holds spaces, so it is not a domain name." : "It holds characters that no domain has.";
        return label[0] == '-' || label[^1] == '-' ? "A part of it starts or ends with a hyphen." : null;
    }

    private static bool Fail(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
