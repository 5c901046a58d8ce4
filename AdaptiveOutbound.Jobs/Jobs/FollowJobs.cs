using System.Runtime.CompilerServices;
using AdaptiveOutbound.Data.Jobs;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>What a follower sees: a job as it stands now, or that nothing has happened for a while.</summary>
/// <param name="Job">Null when nothing has happened for <see cref="FollowOptions.Heartbeat"/>.</param>
/// <param name="At">When this was read, by the database's clock; given back as <c>since</c> it goes on from there.</param>
internal sealed record FollowedJob(JobView? Job, DateTimeOffset At);

/// <summary>
/// Jobs as they change, for streams of events. At most two states a second of each job; what changes between is seen in the next one.
/// Nothing is read while the reader does not ask.
/// </summary>
internal sealed class FollowJobs(JobEvents events, JobReader reader, FollowOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PaceOfAll = TimeSpan.FromSeconds(2);

    /// <summary>A job's end bears the time at which its transaction began: it may be seen this much later.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    /// <summary>Open jobs, and ended ones, that a look at all of a workspace reads.</summary>
    private const int Most = 200;

    /// <summary>The current state first, then each change. With a job it ends after the job's last state, or when the workspace has no such job.</summary>
    /// <param name="workspaceId">Whose jobs.</param>
    /// <param name="jobId">The one that is followed; null for all of the workspace: then open ones come first, and those that ended after <paramref name="since"/>.</param>
    /// <param name="since">The <see cref="FollowedJob.At"/> of the last one that was seen; null for a new follower.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<FollowedJob> ExecuteAsync(Guid workspaceId, Guid? jobId, DateTimeOffset? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new SeenJobs();
        var at = since;
        using var subscription = events.Subscribe(workspaceId, jobId);
        while (true)
        {
            var change = await ChangeAsync(subscription, cancellationToken);
            var rows = await ReadAsync(workspaceId, jobId, change ?? JobChange.Any, at - Slack, seen, cancellationToken);
            at = rows.Count > 0 ? rows[0].Standing.Now : at ?? clock.GetUtcNow();
            List<JobView> news = [.. rows.Select(JobView.From).Where(seen.IsNews)];
            foreach (var job in news)
                yield return new FollowedJob(job, at.Value);
            if (news.Count == 0 && change is null) yield return new FollowedJob(null, at.Value);
            if (jobId is not null && (rows.Count == 0 || rows[0].CompletedAt is not null)) yield break;
            await Task.Delay(jobId is null && change?.Jobs is null ? PaceOfAll : Pace, clock, cancellationToken);
        }
    }

    /// <summary>The next change; null when there is none for the time of a heartbeat.</summary>
    private async Task<JobChange?> ChangeAsync(JobSubscription subscription, CancellationToken cancellationToken)
    {
        using var heartbeat = new CancellationTokenSource(options.Heartbeat, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(heartbeat.Token, cancellationToken);
        try
        {
            return await subscription.TakeAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private Task<List<JobRow>> ReadAsync(Guid workspaceId, Guid? jobId, JobChange change, DateTimeOffset? since, SeenJobs seen, CancellationToken cancellationToken)
    {
        if (jobId is { } id) return reader.FindAllAsync(workspaceId, [id], cancellationToken);
        return change.Jobs is { } jobs ? reader.FindAllAsync(workspaceId, [.. jobs], cancellationToken) : AllAsync(workspaceId, since, seen, cancellationToken);
    }

    private async Task<List<JobRow>> AllAsync(Guid workspaceId, DateTimeOffset? since, SeenJobs seen, CancellationToken cancellationToken)
    {
        var rows = await reader.CurrentAsync(workspaceId, since, Most, cancellationToken);
        Guid[] others = [.. seen.Open.Except(rows.Select(r => r.Id))];
        if (others.Length > 0)
            rows.AddRange(await reader.FindAllAsync(workspaceId, others, cancellationToken));
        return rows;
    }
}
