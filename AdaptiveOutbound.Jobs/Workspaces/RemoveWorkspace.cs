using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Workspaces;

/// <summary>
/// Removes a workspace for good. It is gone for everybody at once; running chunks end with their batch; its rows go in steps, which any
/// worker takes and <see cref="FinishRemoval"/> too. Its lines in the audit log stay.
/// </summary>
internal sealed class RemoveWorkspace(RemovalStore store)
{
    /// <summary>Begins the removal.</summary>
    /// <param name="slug">The name as the person typed it: another one removes nothing.</param>
    /// <param name="by">Who removes it, for the audit log.</param>
    /// <returns>False when the workspace has another name, or was removed already.</returns>
    public Task<bool> ExecuteAsync(Guid workspaceId, string slug, string by, CancellationToken cancellationToken) =>
        store.BeginAsync(workspaceId, slug, new AuditLine(by, AuditActions.WorkspaceRemoved, $"workspace {slug}"), cancellationToken);
}
