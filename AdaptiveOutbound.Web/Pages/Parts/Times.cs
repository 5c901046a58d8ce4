using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>How pages write times, spans and numbers.</summary>
internal static class Times
{
    /// <summary>A moment: UTC as the server writes it, the reader's zone once the script has run; the title says UTC.</summary>
    /// <param name="full">Also the time of day when it is not today.</param>
    public static IHtmlContent Time(this IHtmlHelper html, DateTimeOffset? time, string none = "Never", bool full = false)
    {
        if (time is not { } at) return new HtmlString($"<span class=\"nil\">{html.Encode(none)}</span>");
        var utc = at.UtcDateTime;
        var (iso, title) = (utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), utc.ToString("MMM d yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        return new HtmlString($"<time datetime=\"{iso}\" title=\"{title}\"{(full ? " data-full" : "")}>{utc.ToString("MMM d, HH:mm 'UTC'", CultureInfo.InvariantCulture)}</time>");
    }

    /// <summary>A span in two units at most, such as <c>9 min 28 s</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "under 1 s",
        { TotalMinutes: < 1 } => $"{(int)span.TotalSeconds} s",
        { TotalHours: < 1 } => span.Seconds == 0 ? $"{span.Minutes} min" : $"{span.Minutes} min {span.Seconds} s",
        { TotalDays: < 1 } => span.Minutes == 0 ? $"{span.Hours} h" : $"{span.Hours} h {span.Minutes} min",
        _ => span.Hours == 0 ? $"{(int)span.TotalDays} days" : $"{(int)span.TotalDays} days {span.Hours} h",
    };

    /// <summary>A number with thousands separators.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Credits: thousands separators and at most four places.</summary>
    public static string Credits(decimal credits) => credits.ToString("#,0.####", CultureInfo.InvariantCulture);
}
