using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Api;

/// <summary>An open stream of jobs that change, for the API and for pages.</summary>
internal static class JobStream
{
    /// <summary>Readers that one workspace may have at once in one process.</summary>
    public const int MostReaders = 100;

    /// <summary>Whether the workspace has as many as it may have.</summary>
    public static bool IsFull(OutboundHost host, Guid workspaceId) => host.Get<JobEvents>().ReadersOf(workspaceId) >= MostReaders;

    /// <summary>Writes until the job ends, the reader leaves, may read no more, or the server stops.</summary>
    /// <param name="what">The workspace; the job, or null for all of them; what a reader that comes back has seen, or null for nothing.</param>
    /// <param name="mayReadAsync">Asked now and then whether the reader still may.</param>
    /// <param name="sendAsync">Writes one change.</param>
    /// <param name="endAsync">Writes that nothing follows; null: the end of the stream says it.</param>
    public static async Task FollowAsync(HttpContext http, OutboundHost host, (Guid WorkspaceId, Guid? JobId, DateTimeOffset? Since) what,
        Func<CancellationToken, Task<bool>> mayReadAsync, Func<EventStream, FollowedJob, JobView, Task> sendAsync, Func<EventStream, Task>? endAsync = null)
    {
        var (clock, options) = (host.Get<TimeProvider>(), host.Get<FollowOptions>());
        var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        var (stream, asked) = (new EventStream(http.Response, stop.Token), clock.GetTimestamp());
        try
        {
            await stream.StartAsync();
            await foreach (var followed in host.Get<FollowJobs>().ExecuteAsync(what.WorkspaceId, what.JobId, what.Since, stop.Token))
            {
                if (clock.GetElapsedTime(asked) > options.AskAgain)
                {
                    if (!await mayReadAsync(stop.Token)) break;
                    asked = clock.GetTimestamp();
                }

                await (followed.Job is { } job ? sendAsync(stream, followed, job) : stream.CommentAsync("nothing new"));
            }

            if (endAsync is not null) await endAsync(stream);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader has gone, or the server stops: a stream has no other end.
        }
    }
}
