using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Imports;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>Deletes records. Open jobs skip them; what was asked about them stays in the ledger, since it was paid for.</summary>
internal sealed class DeleteRecords(RecordRows rows)
{
    /// <summary>How many of them the workspace had.</summary>
    /// <param name="by">Who asks, for the audit log; null for a command.</param>
    public Task<int> ExecuteAsync(Guid workspaceId, RecordKind kind, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken, string? by = null) =>
        rows.DeleteAsync(workspaceId, kind, [.. ids], gone => AuditedStart.Line(by, AuditActions.RecordDeleted, Subject(kind, gone)), cancellationToken);

    private static string Subject(RecordKind kind, IReadOnlyList<Guid> gone) =>
        gone is [var one] ? $"{(kind == RecordKind.Account ? "account" : "contact")} {one}" : $"{gone.Count} {RecordKindNames.Plural(kind)}";
}
