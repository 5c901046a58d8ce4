using AdaptiveOutbound.Data.Jobs;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>Jobs of a workspace as people and scripts see them. A job of another workspace is as one that does not exist.</summary>
internal sealed class ReadJobs(JobReader reader)
{
    /// <summary>The job, or null.</summary>
    public async Task<JobView?> FindAsync(Guid workspaceId, Guid jobId, CancellationToken cancellationToken) =>
        await reader.FindAsync(workspaceId, jobId, cancellationToken) is { } row ? JobView.From(row) : null;

    /// <summary>Those of these jobs that are there, newest first.</summary>
    public async Task<IReadOnlyList<JobView>> FindManyAsync(Guid workspaceId, IReadOnlyCollection<Guid> jobIds, CancellationToken cancellationToken) =>
        jobIds.Count == 0 ? [] : [.. (await reader.FindAllAsync(workspaceId, [.. jobIds], cancellationToken)).Select(JobView.From)];

    /// <summary>Jobs, newest first, from the one before <paramref name="before"/> on; <paramref name="limit"/> is 1 to 200.</summary>
    public async Task<JobPage<JobView>> ListAsync(Guid workspaceId, string? status, string? type, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var page = await reader.ListAsync(workspaceId, status, type, before, limit, cancellationToken);
        return new([.. page.Data.Select(JobView.From)], page.Next);
    }

    /// <summary>The whole run that the job belongs to, in order; empty when there is no such job.</summary>
    public async Task<IReadOnlyList<JobView>> RunAsync(Guid workspaceId, Guid jobId, CancellationToken cancellationToken) =>
        [.. (await reader.RunAsync(workspaceId, jobId, cancellationToken)).Select(JobView.From)];

    /// <summary>The newest undo of an import; null when there was none.</summary>
    public async Task<JobView?> UndoOfAsync(Guid workspaceId, Guid importJobId, CancellationToken cancellationToken) =>
        await reader.NewestOfOriginAsync(workspaceId, importJobId, JobTypes.UndoImport, cancellationToken) is { } row ? JobView.From(row) : null;

    /// <summary>The newest revert of an enrichment; null when there was none.</summary>
    public async Task<JobView?> RevertOfAsync(Guid workspaceId, Guid runId, CancellationToken cancellationToken) =>
        await reader.NewestOfOriginAsync(workspaceId, runId, JobTypes.RevertEnrichment, cancellationToken) is { } row ? JobView.From(row) : null;

    /// <summary>The job and what it leads to, in order.</summary>
    public async Task<IReadOnlyList<JobView>> ChainAsync(Guid workspaceId, Guid jobId, CancellationToken cancellationToken) =>
        [.. (await reader.ChainAsync(workspaceId, jobId, cancellationToken)).Select(JobView.From)];
}
