using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Lanes;
using Npgsql;

namespace AdaptiveOutbound.Data.Workspaces;

/// <summary>A workspace's preferences.</summary>
/// <param name="Limits">The most credits per job, day and month.</param>
/// <param name="Revision">Optimistic lock: rises with each change of preferences or keys.</param>
internal sealed record SettingsRow(bool RevealPersonalEmails, FreshnessRow Freshness, string TimeZone, LimitsRow Limits, bool AutoEnrich, int Revision, DateTimeOffset? LastEnrichedAt);

/// <summary>For how many days an answer is used again; those of a kind are null where the general ones hold.</summary>
internal readonly record struct FreshnessRow(int MatchDays, int NoMatchDays, int? AccountMatchDays, int? AccountNoMatchDays, int? ContactMatchDays, int? ContactNoMatchDays);

/// <summary>The most credits per job, day and month; null is no limit.</summary>
internal readonly record struct LimitsRow(decimal? PerJob, decimal? PerDay, decimal? PerMonth);

/// <summary>The statements of a workspace's preferences. Keys have their own.</summary>
internal sealed class SettingsRows(NpgsqlDataSource app)
{
    // Nothing writes a time with each batch: one row that all batches change would slow them. Jobs tell it; a thousand of them are looked at.
    private const string Read = """
        SELECT s.reveal_personal_emails, s.match_days, s.no_match_days, s.account_match_days, s.account_no_match_days, s.contact_match_days, s.contact_no_match_days, s.time_zone, s.credits_per_job, s.credits_per_day, s.credits_per_month, s.auto_enrich, s.revision,
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
        var rows = await reader.ListAsync(r => new SettingsRow(r.GetBoolean(0),
            new FreshnessRow(r.GetInt32(1), r.GetInt32(2), r.Nullable<int>(3), r.Nullable<int>(4), r.Nullable<int>(5), r.Nullable<int>(6)), r.GetString(7),
            new LimitsRow(r.Nullable<decimal>(8), r.Nullable<decimal>(9), r.Nullable<decimal>(10)), r.GetBoolean(11), r.GetInt32(12), r.Nullable<DateTimeOffset>(13)), cancellationToken);
        return rows.SingleOrDefault();
    }

    /// <summary>Writes the preferences if their revision is still the one of <paramref name="row"/>; false when it is another by now.</summary>
    /// <param name="effects">What commits with them.</param>
    public async Task<bool> ChangeAsync(Guid workspaceId, SettingsRow row, AuditLine line, IReadOnlyList<IBatchEffect> effects, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        await transaction.ExecuteAsync(CreditReservations.ChangeLimits, cancellationToken, workspaceId.ToString());
        var changed = await transaction.ExecuteAsync("""
            UPDATE outbound.workspace_settings SET reveal_personal_emails = $2, match_days = $3, no_match_days = $4, time_zone = $5,
                   credits_per_job = $6, credits_per_day = $7, credits_per_month = $8, account_match_days = $9, account_no_match_days = $10, contact_match_days = $11,
                   contact_no_match_days = $12, auto_enrich = $13, revision = revision + 1
             WHERE workspace_id = $1 AND revision = $14
            """, cancellationToken, workspaceId, row.RevealPersonalEmails, row.Freshness.MatchDays, row.Freshness.NoMatchDays, row.TimeZone,
            row.Limits.PerJob, row.Limits.PerDay, row.Limits.PerMonth, row.Freshness.AccountMatchDays, row.Freshness.AccountNoMatchDays,
            row.Freshness.ContactMatchDays, row.Freshness.ContactNoMatchDays, row.AutoEnrich, row.Revision);
        if (changed == 0)
            return false;
        if (!row.AutoEnrich) // what waits to be enriched by itself no longer does
            await transaction.ExecuteAsync("DELETE FROM outbound.changed_records WHERE workspace_id = $1", cancellationToken, workspaceId);
        await using (var batch = WorkspaceBatch.Within(transaction))
            await batch.Add([line.In(workspaceId), .. effects.SelectMany(effect => effect.Commands())]).ExecuteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
