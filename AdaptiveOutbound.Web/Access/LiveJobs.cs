using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Web.Api;
using AdaptiveOutbound.Web.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Access;

/// <summary>
/// Tells an open page that jobs changed, as server-sent events; what changed it fetches as a page, so that there is one way to draw it.
/// Ends with the job, with the membership, or when the reader leaves.
/// </summary>
internal sealed class LiveJobs(OutboundHost host, Memberships memberships)
{
    /// <param name="jobId">The job; null for all of the workspace.</param>
    public async Task<IActionResult> FollowAsync(HttpContext http, Membership workspace, Guid? jobId)
    {
        if (JobStream.IsFull(host, workspace.WorkspaceId)) return new StatusCodeResult(StatusCodes.Status429TooManyRequests);
        await JobStream.FollowAsync(http, host, (workspace.WorkspaceId, jobId, null), cancellationToken => IsMemberAsync(http, workspace, cancellationToken),
            (stream, _, job) => stream.SendAsync("job", job.Id.ToString(), job.Status), stream => stream.SendAsync("end", "end", "end"));
        return new EmptyResult();
    }

    private async Task<bool> IsMemberAsync(HttpContext http, Membership workspace, CancellationToken cancellationToken) =>
        SignedIn.IdOf(http.User) is { } user && (await memberships.OfAsync(user, cancellationToken)).Exists(w => w.WorkspaceId == workspace.WorkspaceId);
}
