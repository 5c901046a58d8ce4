using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>Badges of what lines and records are; the word carries the meaning.</summary>
internal static class RecordBadges
{
    /// <summary>A badge of this class, icon and word.</summary>
    public static IHtmlContent Badge(this IHtmlHelper html, string look, string icon, string word) =>
        new HtmlContentBuilder().AppendHtml($"<span class=\"badge is-{html.Encode(look)}\">").AppendHtml(html.Icon(icon)).AppendHtml(html.Encode(word)).AppendHtml("</span>");
}
