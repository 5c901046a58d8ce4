using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Records;

/// <summary>A record's fields and where they come from, as JSON.</summary>
public sealed record RecordRow(Guid Id, string Fields, string Provenance);

/// <summary>What enrichment needs of a workspace.</summary>
/// <param name="TimeZone">IANA name; days of usage are counted in it.</param>
/// <param name="HasLimits">Whether the workspace's jobs, days or months have a limit of credits.</param>
public sealed record EnrichmentSettings(bool RevealPersonalEmails, Freshness Freshness, string TimeZone, bool HasLimits = false)
{
    /// <summary>Whether one of the jobs at hand has a limit of its own.</summary>
    public bool JobsHaveLimits { get; init; }
}

/// <summary>What a provider said about a record.</summary>
internal sealed record FoundValues(IReadOnlyDictionary<string, string> Fields, Origin Origin);

/// <summary>A record about which a provider answered.</summary>
/// <param name="At">When it answered; of a stored answer, when that was asked for.</param>
/// <param name="Found">Of each answer in its order; empty when nobody was found.</param>
internal sealed record AnsweredRecord(Guid Id, DateTimeOffset At, bool Matched, IReadOnlyList<FoundValues> Found)
{
    /// <summary>The record as it was asked about; null when nobody asks whether it still is the same.</summary>
    public RecordRow? Asked { get; init; }
}

/// <summary>Reads records for enrichment and writes what it found.</summary>
internal sealed class RecordStore(NpgsqlDataSource app)
{
    /// <summary>The settings, the records by id, and the jobs that want answers asked anew, in one round trip.</summary>
    public async Task<(EnrichmentSettings Settings, Dictionary<Guid, RecordRow> Records, HashSet<Guid> Refreshing)> LoadAsync(
        Guid workspaceId, RecordKind kind, Guid[] ids, Guid[] jobs, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add($"SELECT reveal_personal_emails, {FreshnessSql.Of(kind, "match_days")}, {FreshnessSql.Of(kind, "no_match_days")}, time_zone, num_nonnulls(credits_per_job, credits_per_day, credits_per_month) > 0 FROM outbound.workspace_settings WHERE workspace_id = $1", workspaceId);
        batch.Add($"SELECT id, fields::text, provenance::text FROM {RecordTable.NameOf(kind)} WHERE id = ANY ($1)", ids);
        batch.Add("SELECT id, payload @> '{\"refresh\": true}', max_credits IS NOT NULL FROM outbound.jobs WHERE id = ANY ($1) AND (payload @> '{\"refresh\": true}' OR max_credits IS NOT NULL)", jobs);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var settings = await reader.ListAsync(r => new EnrichmentSettings(r.GetBoolean(0), new Freshness(r.GetInt32(1), r.GetInt32(2)), r.GetString(3), r.GetBoolean(4)), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var records = await reader.ListAsync(r => new RecordRow(r.GetGuid(0), r.GetString(1), r.GetString(2)), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var special = await reader.ListAsync(r => (Id: r.GetGuid(0), Refreshes: r.GetBoolean(1), IsLimited: r.GetBoolean(2)), cancellationToken);
        var known = settings.SingleOrDefault() ?? new EnrichmentSettings(false, new Freshness(90, 14), "UTC");
        return (known with { JobsHaveLimits = special.Any(job => job.IsLimited) }, records.ToDictionary(r => r.Id), [.. special.Where(job => job.Refreshes).Select(job => job.Id)]);
    }
}

/// <summary>
/// Writes what a provider answered about records: merges it under their locks, since they may have been edited, imported or reverted while it was asked.
/// Identity columns stay as they are: a provider never changes who a record is. Nor does an answer of the sandbox stand for one of a real provider.
/// As a step it locks and merges, as an effect of the same batch it writes, which costs no round trip of its own.
/// </summary>
/// <param name="isSame">Of a record that changed since: whether the same would be asked about it now. An answer about somebody else is not written to it.</param>
internal sealed class WriteAnswers(RecordKind kind, string provider, IReadOnlyCollection<AnsweredRecord> answered, Func<RecordRow, RecordRow, bool>? isSame = null) : IBatchStep, IBatchEffect
{
    private HashSet<Guid> _others = [];
    private Dictionary<Guid, RecordRow>? _written;

    /// <summary>Adds both to a batch.</summary>
    public void AddTo(BatchCommit commit)
    {
        commit.Steps.Add(this);
        commit.Effects.Add(this);
    }

    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync($"SELECT id, fields::text, provenance::text FROM {RecordTable.NameOf(kind)} WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE",
            r => new RecordRow(r.GetGuid(0), r.GetString(1), r.GetString(2)), cancellationToken, answered.Select(a => a.Id).ToArray());
        var asked = answered.ToDictionary(a => a.Id, a => a.Asked);
        _others = [.. rows.Where(row => isSame is not null && asked[row.Id] is { } before && before != row && !isSame(before, row)).Select(row => row.Id)];
        rows.RemoveAll(row => _others.Contains(row.Id));
        _written = rows.Join(answered, row => row.Id, a => a.Id, Merged).OfType<RecordRow>().ToDictionary(row => row.Id);
    }

    public IEnumerable<NpgsqlBatchCommand> Commands()
    {
        var written = _written ?? throw new InvalidOperationException("The records were not merged: the batch has no such step.");
        var ordered = answered.Where(a => !_others.Contains(a.Id)).OrderBy(a => a.Id).ToList();
        yield return Sql.Command($"""
            UPDATE {RecordTable.NameOf(kind)} x
               SET fields = coalesce(t.f, x.fields), provenance = coalesce(t.p, x.provenance),
                   updated_at = CASE WHEN t.f IS NULL THEN x.updated_at ELSE now() END, enriched_at = CASE WHEN t.f IS NULL THEN x.enriched_at ELSE now() END,
                   answered_at = CASE WHEN {KeepsReal} THEN x.answered_at ELSE t.at END, matched = CASE WHEN {KeepsReal} THEN x.matched ELSE t.m END,
                   answered_by = CASE WHEN {KeepsReal} THEN x.answered_by ELSE $6 END
              FROM unnest($1::uuid[], $2::jsonb[], $3::jsonb[], $4::timestamptz[], $5::boolean[]) t(id, f, p, at, m)
             WHERE x.id = t.id AND (t.f IS NOT NULL OR (x.answered_at, x.matched, x.answered_by) IS DISTINCT FROM (t.at, t.m, $6::text))
            """, ordered.Select(a => a.Id).ToArray(), Sql.Jsons([.. ordered.Select(a => written.GetValueOrDefault(a.Id)?.Fields)]),
            Sql.Jsons([.. ordered.Select(a => written.GetValueOrDefault(a.Id)?.Provenance)]), ordered.Select(a => a.At.ToUniversalTime()).ToArray(),
            ordered.Select(a => a.Matched).ToArray(), provider);
    }

    /// <summary>The record as the answers leave it; null when they change nothing.</summary>
    private static RecordRow? Merged(RecordRow row, AnsweredRecord answer)
    {
        var (merged, changed) = (row, false);
        foreach (var found in answer.Found)
        {
            var next = RecordMerge.Apply(merged.Fields, merged.Provenance, found.Fields, found.Origin);
            (merged, changed) = (new(row.Id, next.FieldsJson, next.ProvenanceJson), changed || next.Changed);
        }

        return changed ? merged : null;
    }

    private const string KeepsReal = $"$6 = '{OriginSources.Sandbox}' AND x.answered_by <> '{OriginSources.Sandbox}'";
}
