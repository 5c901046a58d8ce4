using System.Net;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Lanes;
using Hangfire.Dashboard;

namespace AdaptiveOutbound.Web.Dashboard;

/// <summary>On the page of a Hangfire background job: links to our jobs, of which the chunk took items. Who is no member of their workspace finds no page there.</summary>
internal static class OurJobs
{
    public static NonEscapedString Of(JobDetailsRendererDto details)
    {
        if (details.JobDetails?.Job is not { } job || job.Method.Name != nameof(ChunkJob.RunChunk) || job.Args is not [Guid chunk, ..]) return new("");
        if (details.Page.Context.GetHttpContext().RequestServices.GetRequiredService<LaneBoard>().WorkOfChunk(chunk) is not { } work) return new("");
        var root = $"/w/{Uri.EscapeDataString(work.WorkspaceSlug)}/jobs";
        var links = work.Jobs.Select(one => Link($"{root}/{one.Id}", one.Name)).Append(Link(root, $"All jobs of {work.WorkspaceSlug}"));
        return new($"<h3>Jobs of {WebUtility.HtmlEncode(work.WorkspaceSlug)}</h3><ul><li>{string.Join("</li><li>", links)}</li></ul>");
    }

    private static string Link(string href, string text) => $"<a href=\"{WebUtility.HtmlEncode(href)}\">{WebUtility.HtmlEncode(text)}</a>";
}
