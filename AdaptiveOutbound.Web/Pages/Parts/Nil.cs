using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>How pages write that there is no value, so that no word is taken for one.</summary>
internal static class Nil
{
    private static readonly HtmlString Dash = new("<span class=\"nil\"><span aria-hidden=\"true\">–</span><span class=\"sr\">none</span></span>");

    /// <summary>A dash for the eye, "none" for the ear.</summary>
    public static IHtmlContent None(this IHtmlHelper _) => Dash;

    /// <summary>The value, or that there is none.</summary>
    public static IHtmlContent OrNone(this IHtmlHelper html, string? value) => string.IsNullOrEmpty(value) ? Dash : new HtmlString(html.Encode(value));
}
