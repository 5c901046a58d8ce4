using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Audit;

/// <summary>Changes whose line in the audit log commits with them.</summary>
internal static class AuditedChange
{
    /// <summary>Runs a statement that returns a row when it changed something; then the line is written too. False: nothing was changed or written.</summary>
    public static async Task<bool> RunAsync(NpgsqlDataSource app, Guid workspaceId, AuditLine line, string sql, CancellationToken cancellationToken, params object?[] parameters)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        if ((await transaction.Connection.QueryAsync(sql, _ => true, cancellationToken, parameters)).Count == 0)
            return false;
        await transaction.AuditAsync(workspaceId, line, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Writes a line in a transaction of the workspace.</summary>
    public static async Task AuditAsync(this WorkspaceTransaction transaction, Guid workspaceId, AuditLine line, CancellationToken cancellationToken)
    {
        await using var batch = WorkspaceBatch.Within(transaction);
        await batch.Add([line.In(workspaceId)]).ExecuteAsync(cancellationToken);
    }
}
