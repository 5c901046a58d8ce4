using System.Security.Claims;
using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Jobs.Users;
using AdaptiveOutbound.Web.Api;
using AdaptiveOutbound.Web.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AdaptiveOutbound.Web.Access;

/// <summary>
/// Tells an open page that jobs changed, as server-sent events; what changed it fetches as a page, so that there is one way to draw it.
/// Ends with the job, with the membership, with the session, or when the reader leaves. A page that is one too many gets 429, and asks again later.
/// </summary>
internal sealed class LiveJobs(OutboundHost host, Memberships memberships, CheckSession session, IOptions<IdentityOptions> identity)
{
    /// <param name="jobId">The job; null for all of the workspace.</param>
    /// <param name="isShown">Of all: those that the page shows; null for each. The others are not told of.</param>
    public async Task<IActionResult> FollowAsync(HttpContext http, Membership workspace, Guid? jobId, Func<JobView, bool>? isShown = null)
    {
        if (JobStream.IsFull(host, workspace.WorkspaceId)) return new StatusCodeResult(StatusCodes.Status429TooManyRequests);
        await JobStream.FollowAsync(http, host, (workspace.WorkspaceId, jobId, null), cancellationToken => MayReadAsync(http.User, workspace, cancellationToken),
            (stream, _, job) => isShown?.Invoke(job) == false ? stream.CommentAsync("another") : stream.SendAsync("job", job.Id.ToString(), job.Status),
            stream => stream.SendAsync("end", "end", "end"));
        return new EmptyResult();
    }

    private async Task<bool> MayReadAsync(ClaimsPrincipal reader, Membership workspace, CancellationToken cancellationToken) =>
        SignedIn.IdOf(reader) is { } user && reader.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType) is { } stamp
            && await session.ExecuteAsync(user, stamp, cancellationToken)
            && (await memberships.OfAsync(user, cancellationToken)).Exists(w => w.WorkspaceId == workspace.WorkspaceId);
}
