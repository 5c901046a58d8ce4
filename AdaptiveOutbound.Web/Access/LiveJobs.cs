using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Web.Api;
using AdaptiveOutbound.Web.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Access;

/// <summary>
/// Tells an open page that jobs changed, as server-sent events; what changed it fetches as a page, so that there is one way to draw it.
/// Ends with the job, with the membership, or when the reader leaves.
/// </summary>
internal sealed class LiveJobs(OutboundHost host, FollowJobs follow, FollowOptions options, Memberships memberships, TimeProvider clock)
{
    /// <param name="jobId">The job; null for all of the workspace.</param>
    public async Task<IActionResult> FollowAsync(HttpContext http, Membership workspace, Guid? jobId)
    {
        if (host.Get<JobEvents>().ReadersOf(workspace.WorkspaceId) >= EventsApi.MostReaders) return new StatusCodeResult(StatusCodes.Status429TooManyRequests);
        var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            await StreamAsync(http, workspace, jobId, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader has gone, or the server stops: a stream has no other end.
        }

        return new EmptyResult();
    }

    private async Task StreamAsync(HttpContext http, Membership workspace, Guid? jobId, CancellationToken cancellationToken)
    {
        var (stream, asked) = (new EventStream(http.Response, cancellationToken), clock.GetTimestamp());
        await stream.StartAsync();
        await foreach (var followed in follow.ExecuteAsync(workspace.WorkspaceId, jobId, null, cancellationToken))
        {
            if (clock.GetElapsedTime(asked) > options.AskAgain)
            {
                if (!await IsMemberAsync(http, workspace, cancellationToken)) break;
                asked = clock.GetTimestamp();
            }

            await (followed.Job is { } job ? stream.SendAsync("job", job.Id.ToString(), job.Status) : stream.CommentAsync("nothing new"));
        }

        await stream.SendAsync("end", "end", "end");
    }

    private async Task<bool> IsMemberAsync(HttpContext http, Membership workspace, CancellationToken cancellationToken) =>
        SignedIn.IdOf(http.User) is { } user && (await memberships.OfAsync(user, cancellationToken)).Exists(w => w.WorkspaceId == workspace.WorkspaceId);
}
