using System.Text.Json.Serialization;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using Npgsql;

namespace AdaptiveOutbound.Data.Enrichment;

/// <summary>A record that a run asked about.</summary>
/// <param name="Provider">Who answered; null when nobody did.</param>
/// <param name="Until">An answer of the provider up to this time is the run's, or older.</param>
internal readonly record struct RunRecord(Guid Id, string? Provider, DateTimeOffset? Until);

/// <summary>What a revert has done so far.</summary>
/// <param name="Reverted">Records of which values were put back.</param>
/// <param name="Fields">Values that were put back: the earlier one, or none.</param>
/// <param name="Unchanged">Records of the run that hold no value of it, or no longer.</param>
/// <param name="Gone">Records that were deleted since.</param>
/// <param name="After">The record up to which it has come; null when it has ended.</param>
internal sealed record RevertCounts(int Reverted = 0, int Fields = 0, int Unchanged = 0, int Gone = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? After = null);

/// <summary>Some records of a run, to be put back.</summary>
/// <param name="RunId">The enrichment.</param>
/// <param name="Number">Batches with this one.</param>
/// <param name="SoFar">Before this batch.</param>
internal sealed record RevertBatch(Guid WorkspaceId, Guid JobId, Guid RunId, RecordKind Kind, IReadOnlyList<RunRecord> Records, int Number, bool Ends, RevertCounts SoFar);

/// <summary>
/// Puts back what a run wrote into some records. It decides under their locks, so that a second look changes nothing, and what another run, an import or
/// an edit writes meanwhile comes before it and stays, or comes after it.
/// </summary>
internal sealed class RevertStep(RevertBatch batch, TimeProvider clock, Func<RevertCounts, string> result) : IBatchStep
{
    private readonly RecordTable _table = new(batch.Kind);

    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await _table.LockAsync(connection, batch.WorkspaceId, cancellationToken);
        var known = await _table.FindAllAsync(connection, batch.WorkspaceId, [.. batch.Records.Select(record => record.Id)], forUpdate: true, cancellationToken);
        var touched = known.Select(record => (Before: record, After: RecordUndo.Revert(record, batch.RunId))).Where(pair => pair.After is not null)
            .Select(pair => (pair.Before, After: pair.After!)).ToList();
        await _table.WriteAsync(connection, batch.WorkspaceId,
            [.. touched.Select(pair => new KnownRecord(pair.Before.Id, pair.Before.Keys, pair.After.Fields, pair.After.Provenance))], clock.GetUtcNow(), cancellationToken);
        var reverted = touched.Where(pair => pair.After.Restored > 0).ToList();
        await DateAsync(connection, [.. reverted.Select(pair => (pair.Before.Id, pair.After.EnrichedAt))], cancellationToken);
        await ForgetAnswersAsync(connection, cancellationToken);
        var so = batch.SoFar;
        var counts = new RevertCounts(so.Reverted + reverted.Count, so.Fields + reverted.Sum(pair => pair.After.Restored), so.Unchanged + known.Count - reverted.Count,
            so.Gone + batch.Records.Count - known.Count, batch.Ends ? null : batch.Records[^1].Id);
        foreach (var command in new JobProgress(batch.JobId, batch.Number, batch.Records.Count, 0, batch.Ends, result(counts)).Commands())
            await Imports.ImportSql.ExecuteAsync(connection, command, cancellationToken);
    }

    /// <summary>A record is enriched since the newest of the enriched values that it still has.</summary>
    private Task<int> DateAsync(NpgsqlConnection connection, List<(Guid Id, DateTimeOffset? EnrichedAt)> reverted, CancellationToken cancellationToken) => connection.ExecuteAsync($"""
        UPDATE {RecordTable.NameOf(batch.Kind)} x SET enriched_at = t.at FROM unnest($1::uuid[], $2::timestamptz[]) t(id, at) WHERE x.id = t.id
        """, cancellationToken, reverted.Select(record => record.Id).ToArray(), reverted.Select(record => record.EnrichedAt?.ToUniversalTime()).ToArray());

    /// <summary>A record whose last answer is the run's counts as one about which nobody was asked: schedules take it again.</summary>
    private Task<int> ForgetAnswersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var answered = batch.Records.Where(record => record is { Provider: not null, Until: not null }).ToList();
        return connection.ExecuteAsync($"""
            UPDATE {RecordTable.NameOf(batch.Kind)} x SET answered_at = NULL, matched = NULL, answered_by = NULL
              FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) t(id, provider, until)
             WHERE x.id = t.id AND x.answered_at <= t.until AND coalesce(x.answered_by, t.provider) = t.provider
            """, cancellationToken, answered.Select(record => record.Id).ToArray(), answered.Select(record => record.Provider).ToArray(),
            answered.Select(record => record.Until!.Value.ToUniversalTime()).ToArray());
    }
}
