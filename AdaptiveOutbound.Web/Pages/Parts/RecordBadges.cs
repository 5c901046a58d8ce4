using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>Badges of what lines and records are; the word carries the meaning.</summary>
internal static class RecordBadges
{
    /// <summary>A badge of this class, icon and word.</summary>
    public static IHtmlContent Badge(this IHtmlHelper html, string look, string icon, string word) =>
        new HtmlContentBuilder().AppendHtml($"<span class=\"badge is-{html.Encode(look)}\">").AppendHtml(html.Icon(icon)).AppendHtml(html.Encode(word)).AppendHtml("</span>");

    /// <summary>The status of a job.</summary>
    public static IHtmlContent Status(this IHtmlHelper html, string status) => status switch
    {
        "pending" => html.Badge(status, "dot", "Pending"),
        "processing" => html.Badge(status, "ring", "Processing"),
        "completed" => html.Badge(status, "check", "Completed"),
        "failed" => html.Badge(status, "x", "Failed"),
        "cancelled" => html.Badge(status, "slash", "Cancelled"),
        "dead_letter" => html.Badge(status, "skull", "Dead letter"),
        _ => html.Badge(status, "pause", "Paused"),
    };
}
