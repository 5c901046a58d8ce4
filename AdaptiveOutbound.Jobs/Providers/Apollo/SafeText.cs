using System.Net;
using System.Text.RegularExpressions;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>Makes a sentence of a provider fit to be stored and shown: its <c>error</c> texts hold links, and may hold anything.</summary>
internal static partial class SafeText
{
    private const int MaxRead = 4_000;
    private const int MaxShown = 300;

    /// <summary>Without tags, control characters, the key and e-mail addresses; at most 300 characters; empty when nothing is left.</summary>
    public static string Of(string? text, ApiKey key)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (text.Length > MaxRead) text = text[..MaxRead];
        text = Tag().Replace(WebUtility.HtmlDecode(Tag().Replace(text, " ")), " ");
        text = NotShown().Replace(text, " ");
        text = Email().Replace(key.RedactIn(text), "[e-mail]");
        text = Blanks().Replace(text, " ").Trim();
        return text.Length <= MaxShown ? text : string.Concat(text.AsSpan(0, MaxShown - 1).TrimEnd(), "…");
    }

    [GeneratedRegex("<[^<>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"[<>\p{C}]", RegexOptions.CultureInvariant)]
    private static partial Regex NotShown();

    [GeneratedRegex(@"[^\s@]{1,64}@[^\s@]{1,255}", RegexOptions.CultureInvariant)]
    private static partial Regex Email();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
