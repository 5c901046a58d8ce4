using AdaptiveOutbound.Data.Workspaces;

namespace AdaptiveOutbound.Jobs.Workspaces;

/// <summary>Finds a workspace by the name that people use.</summary>
internal sealed class FindWorkspace(WorkspaceRows rows)
{
    /// <summary>The workspace's id; null when there is none of that name.</summary>
    public Task<Guid?> ExecuteAsync(string slug, CancellationToken cancellationToken) => rows.FindAsync(slug, cancellationToken);
}
