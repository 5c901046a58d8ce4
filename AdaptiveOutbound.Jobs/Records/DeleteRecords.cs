using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>Deletes records. Open jobs skip them; what was asked about them stays in the ledger, since it was paid for.</summary>
internal sealed class DeleteRecords(RecordRows rows)
{
    /// <summary>How many of them the workspace had.</summary>
    /// <param name="by">Who asks, for the audit log; null for a command.</param>
    public Task<int> ExecuteAsync(Guid workspaceId, RecordKind kind, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken, string? by = null) =>
        rows.DeleteAsync(workspaceId, kind, [.. ids], gone => AuditedRecords.Line(by, AuditActions.RecordDeleted, kind, gone), cancellationToken);
}
