using System.Text.Json;
using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Jobs;

namespace AdaptiveOutbound.Jobs.Audit;

/// <summary>Who did what in a workspace.</summary>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="Detail">More about it; empty when there is nothing.</param>
internal sealed record AuditView(Guid Id, DateTimeOffset CreatedAt, string Actor, string Action, string Subject, IReadOnlyDictionary<string, string> Detail);

/// <summary>Lists a workspace's audit log.</summary>
internal sealed class ListAudit(AuditRows rows)
{
    /// <summary>Lines, newest first, from the one before <paramref name="before"/> on; <paramref name="limit"/> is 1 to 200. With <paramref name="action"/> those alone.</summary>
    public async Task<JobPage<AuditView>> ExecuteAsync(Guid workspaceId, Guid? before, int limit, CancellationToken cancellationToken, string? action = null)
    {
        var page = await rows.ListAsync(workspaceId, before, limit, cancellationToken, action);
        return new([.. page.Data.Select(View)], page.Next);
    }

    private static AuditView View(AuditEvent line) => new(line.Id, line.CreatedAt, line.Actor, line.Action, line.Subject,
        line.Detail is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(line.Detail) ?? []);
}
