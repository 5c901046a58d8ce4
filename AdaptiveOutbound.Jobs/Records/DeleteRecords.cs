using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>Deletes records. Open jobs skip them; what was asked about them stays in the ledger, since it was paid for.</summary>
internal sealed class DeleteRecords(RecordRows rows)
{
    /// <summary>How many of them the workspace had.</summary>
    public Task<int> ExecuteAsync(Guid workspaceId, RecordKind kind, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        rows.DeleteAsync(workspaceId, kind, [.. ids], cancellationToken);
}
