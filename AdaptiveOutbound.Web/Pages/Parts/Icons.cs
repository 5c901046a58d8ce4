using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>The icons of <c>icons.svg</c>: a page carries only the symbols that it uses, and those that parts which are replaced may bring.</summary>
internal static partial class Icons
{
    private static readonly string[] OfLiveParts = ["dot", "ring", "check", "x", "skull", "pause", "slash", "minus", "right", "q", "clock", "warn", "key", "coin", "people", "retry", "schedule", "play", "download", "edit", "plus", "info", "undo"];
    private static readonly Dictionary<string, string> Symbols = Read();

    /// <summary>An icon beside its word; readers of the screen do not hear it.</summary>
    /// <param name="name">Without <c>i-</c>.</param>
    /// <param name="more">More classes.</param>
    public static IHtmlContent Icon(this IHtmlHelper html, string name, string? more = null)
    {
        if (!Symbols.ContainsKey(name)) throw new ArgumentException($"There is no icon {name}.", nameof(name));
        Used(html).Add(name);
        return new HtmlString($"<svg class=\"i{(more is null ? "" : " " + HtmlEncoder.Default.Encode(more))}\" aria-hidden=\"true\"><use href=\"#i-{name}\"/></svg>");
    }

    /// <summary>The symbols of the icons used so far; stands at the end of the page.</summary>
    /// <param name="live">Whether parts of the page may be replaced while it is open.</param>
    public static IHtmlContent Sprite(this IHtmlHelper html, bool live)
    {
        var names = live ? Used(html).Union(OfLiveParts) : Used(html);
        return new HtmlString($"<svg class=\"sprite\" aria-hidden=\"true\">{string.Concat(names.Order(StringComparer.Ordinal).Select(name => Symbols[name]))}</svg>");
    }

    /// <summary>The page's first tag, with the theme that the reader chose in this browser.</summary>
    public static IHtmlContent Root(this IHtmlHelper html, HttpContext http) =>
        new HtmlString(http.Request.Cookies["theme"] is "light" or "dark" ? $"<html lang=\"en\" data-theme=\"{http.Request.Cookies["theme"]}\">" : "<html lang=\"en\">");

    private static HashSet<string> Used(IHtmlHelper html)
    {
        var items = html.ViewContext.HttpContext.Items;
        if (items[typeof(Icons)] is not HashSet<string> used) items[typeof(Icons)] = used = new(StringComparer.Ordinal);
        return used;
    }

    private static Dictionary<string, string> Read()
    {
        using var reader = new StreamReader(typeof(Icons).Assembly.GetManifestResourceStream("icons.svg")!);
        return Symbol().Matches(reader.ReadToEnd()).ToDictionary(match => match.Groups[1].Value, match => match.Value, StringComparer.Ordinal);
    }

    [GeneratedRegex("<symbol id=\"i-([a-z]+)\".*?</symbol>", RegexOptions.Singleline)]
    private static partial Regex Symbol();
}
