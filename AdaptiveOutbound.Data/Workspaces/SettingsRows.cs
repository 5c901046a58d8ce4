using AdaptiveOutbound.Data.Audit;
using Npgsql;

namespace AdaptiveOutbound.Data.Workspaces;

/// <summary>A workspace's preferences.</summary>
/// <param name="Revision">Optimistic lock: rises with each change of preferences or keys.</param>
internal sealed record SettingsRow(bool RevealPersonalEmails, int MatchDays, int NoMatchDays, string TimeZone, int Revision, DateTimeOffset? LastEnrichedAt);

/// <summary>The statements of a workspace's preferences. Keys have their own.</summary>
internal sealed class SettingsRows(NpgsqlDataSource app)
{
    // Nothing writes a time with each batch: one row that all batches change would slow them. Jobs tell it; a thousand of them are looked at.
    private const string Read = """
        SELECT s.reveal_personal_emails, s.match_days, s.no_match_days, s.time_zone, s.revision,
               coalesce((SELECT max(j.completed_at) FROM (
                             SELECT type, enriched, completed_at FROM outbound.jobs WHERE workspace_id = $1 ORDER BY id DESC LIMIT 1000) j
                          WHERE j.type IN ('enrich_accounts', 'enrich_contacts') AND j.enriched > 0), s.last_enriched_at)
          FROM outbound.workspace_settings s WHERE s.workspace_id = $1
        """;

    /// <summary>The preferences; null when there is no such workspace.</summary>
    public async Task<SettingsRow?> FindAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add(Read, workspaceId);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var rows = await reader.ListAsync(r => new SettingsRow(r.GetBoolean(0), r.GetInt32(1), r.GetInt32(2), r.GetString(3), r.GetInt32(4), r.Nullable<DateTimeOffset>(5)), cancellationToken);
        return rows.SingleOrDefault();
    }

    /// <summary>Writes the preferences if their revision is still the one of <paramref name="row"/>; false when it is another by now.</summary>
    public Task<bool> ChangeAsync(Guid workspaceId, SettingsRow row, AuditLine line, CancellationToken cancellationToken) => AuditedChange.RunAsync(app, workspaceId, line, """
        UPDATE outbound.workspace_settings SET reveal_personal_emails = $2, match_days = $3, no_match_days = $4, time_zone = $5, revision = revision + 1
         WHERE workspace_id = $1 AND revision = $6 RETURNING 1
        """, cancellationToken, workspaceId, row.RevealPersonalEmails, row.MatchDays, row.NoMatchDays, row.TimeZone, row.Revision);
}
