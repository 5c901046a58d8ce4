using System.Text.Json;
using Npgsql;

namespace AdaptiveOutbound.Data.Audit;

/// <summary>A line of the audit log, written in the transaction of the change that it tells of.</summary>
/// <param name="Actor">Who did it: an e-mail, <c>token …</c> or <c>command line</c>.</param>
/// <param name="Action">Stable code such as <c>key.replaced</c>.</param>
/// <param name="Subject">What it was done to, in words: never a key or a token's text.</param>
/// <param name="Detail">More about it, texts by name; null when there is nothing to add.</param>
internal sealed record AuditLine(string Actor, string Action, string Subject, IReadOnlyDictionary<string, string>? Detail = null)
{
    /// <summary>The statement that writes it, for a batch of that workspace.</summary>
    public NpgsqlBatchCommand In(Guid workspaceId) => Sql.Command(
        "INSERT INTO outbound.audit_events (id, workspace_id, created_at, actor, action, subject, detail) VALUES ($1, $2, now(), $3, $4, $5, $6)",
        Guid.CreateVersion7(), workspaceId, Actor, Action, Subject, Sql.Json(Detail is null ? null : JsonSerializer.Serialize(Detail)));
}
