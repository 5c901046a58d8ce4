using System.Globalization;
using System.Text;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Jobs;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>One part of a stacked bar.</summary>
/// <param name="Kind">Its colour: <c>enriched, no_match, skipped, failed, unknown, updated, cancelled</c>.</param>
/// <param name="Word">What the reader of the screen hears after the number.</param>
internal sealed record BarPart(string Kind, long Number, string Word);

/// <summary>Stacked bars whose numbers are in their name, for those who do not see them.</summary>
internal static class OutcomeBar
{
    private const string Format = "0.##";

    /// <summary>Parts of a whole; what they leave is empty.</summary>
    /// <param name="whole">What the bar's full width counts.</param>
    /// <param name="name">What is heard first, such as "8,216 of 12,480 records ended".</param>
    public static IHtmlContent Bar(this IHtmlHelper html, long whole, string name, params IEnumerable<BarPart> parts)
    {
        BarPart[] shown = [.. parts.Where(part => part.Number > 0)];
        var heard = shown.Length == 0 ? name : $"{name}: {string.Join(", ", shown.Select(part => $"{Times.Number(part.Number)} {part.Word}"))}";
        var bar = new StringBuilder($"<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{html.Encode(heard)}\">");
        var (total, at) = (Math.Max(1, Math.Max(whole, shown.Sum(part => part.Number))), 0.0);
        foreach (var part in shown)
        {
            var width = part.Number * 100.0 / total;
            bar.Append(CultureInfo.InvariantCulture, $"<rect class=\"f-{html.Encode(part.Kind)}\" x=\"{at.ToString(Format, CultureInfo.InvariantCulture)}\" width=\"{width.ToString(Format, CultureInfo.InvariantCulture)}\" height=\"8\"/>");
            at += width;
        }

        return new HtmlString(bar.Append("</svg>").ToString());
    }

    /// <summary>The outcomes of a job.</summary>
    public static IHtmlContent Bar(this IHtmlHelper html, JobView job)
    {
        var (done, unit) = (job.Progress.Processed, Words.Unit(job.Type));
        var name = $"{Times.Number(done)} of {Times.Number(Math.Max(done, job.Progress.Total))} {unit} ended";
        return html.Bar(Math.Max(done, job.Progress.Total), name, Parts(job));
    }

    /// <summary>The outcomes of a job as they are counted: those of an import or export are done or failed. What a cancelled job did not come to is cancelled.</summary>
    public static IEnumerable<BarPart> Parts(JobView job)
    {
        var (counts, enriches) = (job.Counts, job.Type.StartsWith("enrich", StringComparison.Ordinal));
        BarPart[] done = enriches ? [new("enriched", counts.Enriched, "enriched"), new("no_match", counts.NoMatch, "no match")]
            : [new("enriched", Math.Max(0, job.Progress.Processed - counts.Failed - counts.Skipped), "done")];
        BarPart[] rest = job.Status == JobStatus.Cancelled ? [new("cancelled", Open(job), "cancelled")] : [];
        return [.. done, new("skipped", counts.Skipped, "skipped"), new("failed", counts.Failed, "failed"), .. rest];
    }

    /// <summary>What stands beside the outcomes: what is still to do, or of a job that ended otherwise than by being cancelled was not done.</summary>
    public static long Left(JobView job) => job.Status == JobStatus.Cancelled ? 0 : Open(job);

    private static long Open(JobView job) => Math.Max(0, job.Progress.Total - job.Progress.Processed);
}
