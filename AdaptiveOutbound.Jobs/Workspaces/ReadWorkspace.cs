using AdaptiveOutbound.Data.Workspaces;

namespace AdaptiveOutbound.Jobs.Workspaces;

/// <summary>Reads a workspace's names.</summary>
internal sealed class ReadWorkspace(WorkspaceRows rows)
{
    /// <summary>The workspace; null when there is none of this id.</summary>
    public Task<Workspace?> ExecuteAsync(Guid workspaceId, CancellationToken cancellationToken) => rows.ReadAsync(workspaceId, cancellationToken);
}
