using AdaptiveOutbound.Data.Audit;

namespace AdaptiveOutbound.Jobs.Audit;

/// <summary>Writes a line about a change that another store has committed. A use case that saves by itself adds its <see cref="AuditLine"/> to its own transaction instead.</summary>
internal sealed class WriteAudit(AuditRows rows)
{
    /// <summary>Writes it.</summary>
    public Task ExecuteAsync(Guid workspaceId, AuditLine line, CancellationToken cancellationToken) => rows.AddAsync(workspaceId, line, cancellationToken);
}
