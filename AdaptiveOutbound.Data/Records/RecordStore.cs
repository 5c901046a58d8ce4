using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Records;

/// <summary>A record's fields and where they come from, as JSON.</summary>
public sealed record RecordRow(Guid Id, string Fields, string Provenance);

/// <summary>What enrichment needs of a workspace.</summary>
/// <param name="TimeZone">IANA name; days of usage are counted in it.</param>
/// <param name="HasLimits">Whether jobs, days or months have a limit of credits.</param>
public sealed record EnrichmentSettings(bool RevealPersonalEmails, Freshness Freshness, string TimeZone, bool HasLimits = false);

/// <summary>Reads records for enrichment and writes what it found.</summary>
internal sealed class RecordStore(NpgsqlDataSource app)
{
    /// <summary>The settings, the records by id, and the jobs that want answers asked anew, in one round trip.</summary>
    public async Task<(EnrichmentSettings Settings, Dictionary<Guid, RecordRow> Records, HashSet<Guid> Refreshing)> LoadAsync(
        Guid workspaceId, RecordKind kind, Guid[] ids, Guid[] jobs, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add("SELECT reveal_personal_emails, match_days, no_match_days, time_zone, num_nonnulls(credits_per_job, credits_per_day, credits_per_month) > 0 FROM outbound.workspace_settings WHERE workspace_id = $1", workspaceId);
        batch.Add($"SELECT id, fields::text, provenance::text FROM {RecordTable.NameOf(kind)} WHERE id = ANY ($1)", ids);
        batch.Add("SELECT id FROM outbound.jobs WHERE id = ANY ($1) AND payload @> '{\"refresh\": true}'", jobs);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var settings = await reader.ListAsync(r => new EnrichmentSettings(r.GetBoolean(0), new Freshness(r.GetInt32(1), r.GetInt32(2)), r.GetString(3), r.GetBoolean(4)), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var records = await reader.ListAsync(r => new RecordRow(r.GetGuid(0), r.GetString(1), r.GetString(2)), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var refreshing = await reader.ListAsync(r => r.GetGuid(0), cancellationToken);
        return (settings.SingleOrDefault() ?? new EnrichmentSettings(false, new Freshness(90, 14), "UTC"), records.ToDictionary(r => r.Id), [.. refreshing]);
    }
}

/// <summary>Writes enriched records. Identity columns stay as they are: a provider never changes who a record is.</summary>
internal sealed class UpdateRecords(RecordKind kind, IReadOnlyCollection<RecordRow> rows) : IBatchEffect
{
    public IEnumerable<NpgsqlBatchCommand> Commands()
    {
        if (rows.Count == 0)
            yield break;
        var ordered = rows.OrderBy(r => r.Id).ToList();
        yield return Sql.Command($"""
            UPDATE {RecordTable.NameOf(kind)} x SET fields = t.f, provenance = t.p, updated_at = now(), enriched_at = now()
              FROM unnest($1::uuid[], $2::jsonb[], $3::jsonb[]) t(id, f, p) WHERE x.id = t.id
            """, ordered.Select(r => r.Id).ToArray(), Sql.Jsons([.. ordered.Select(r => r.Fields)]), Sql.Jsons([.. ordered.Select(r => r.Provenance)]));
    }
}
