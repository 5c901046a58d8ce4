using AdaptiveOutbound.Data.Jobs;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>Statuses and outcomes as an icon and a word, never colour alone. The value is the one that the API writes.</summary>
internal static class Badges
{
    private static readonly Dictionary<string, (string Icon, string Word)> Known = new(StringComparer.Ordinal)
    {
        ["pending"] = ("dot", "Pending"), ["processing"] = ("ring", "Processing"), ["completed"] = ("check", "Completed"), ["failed"] = ("x", "Failed"),
        ["cancelled"] = ("slash", "Cancelled"), ["dead_letter"] = ("skull", "Dead letter"), ["paused"] = ("pause", "Paused"),
        ["enriched"] = ("check", "Enriched"), ["no_match"] = ("minus", "No match"), ["skipped"] = ("right", "Skipped"), ["unknown"] = ("q", "Unknown"),
        ["active"] = ("check", "Active"), ["unverified"] = ("dot", "Unverified"), ["rejected"] = ("x", "Rejected"), ["needs_reentry"] = ("warn", "Enter again"),
        ["permission"] = ("warn", "Permission missing"), ["created"] = ("plus", "Created"), ["updated"] = ("edit", "Updated"), ["invalid"] = ("x", "Invalid"),
    };

    /// <summary>The word for a value, such as <c>Dead letter</c> for <c>dead_letter</c>.</summary>
    public static string Word(string value) => Known.TryGetValue(value, out var known) ? known.Word : Words.Sentence(value);

    /// <summary>The badge of a value; <paramref name="word"/> in place of the usual one.</summary>
    public static IHtmlContent Badge(this IHtmlHelper html, string value, string? word = null)
    {
        var badge = new TagBuilder("span");
        badge.AddCssClass($"is-{value}");
        badge.AddCssClass("badge");
        badge.InnerHtml.AppendHtml(html.Icon(Known.TryGetValue(value, out var known) ? known.Icon : "dot")).Append(word ?? Word(value));
        return badge;
    }

    /// <summary>The badge of what became of an item; of one that has not ended, where it stands.</summary>
    public static IHtmlContent Badge(this IHtmlHelper html, JobItemRow item) => item.Outcome is { } outcome
        ? html.Badge(Words.Snake(outcome.ToString()))
        : item.State switch
        {
            ItemState.Taken => html.Badge("processing"),
            ItemState.Held => html.Badge("paused"),
            ItemState.Waits => html.Badge("pending", "Tried again later"),
            _ => html.Badge("pending"),
        };
}
