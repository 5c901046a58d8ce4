using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Exports;

/// <summary>How a record's item in the enrichment stands.</summary>
internal sealed record ItemAnswer(ItemState State, ItemOutcome? Outcome, string? Provider, DateTimeOffset? FinishedAt, string? Code, string? Field, string? Message);

/// <summary>What the database knows about the lines of one part.</summary>
/// <param name="Records">The records that their keys may mean.</param>
/// <param name="Rejected">By physical line: why it was not imported.</param>
/// <param name="Answers">By record.</param>
internal sealed record ExportPart(RecordIndex Records, IReadOnlyDictionary<long, ItemAnswer> Rejected, IReadOnlyDictionary<Guid, ItemAnswer> Answers);

/// <summary>Reads what the export of an import's file says about its lines.</summary>
internal sealed class ExportStore(NpgsqlDataSource app)
{
    private const string Columns = "state, outcome, provider, finished_at, error_code, error_field, error_message";

    /// <summary>One part's lines, in one transaction.</summary>
    /// <param name="workspaceId">Whose records.</param>
    /// <param name="kind">Accounts or contacts.</param>
    /// <param name="importJob">Whose rejected lines.</param>
    /// <param name="enrichJob">Whose answers; null when nothing was asked.</param>
    /// <param name="lines">First and last physical line of the part.</param>
    /// <param name="keys">Of the part's lines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ExportPart> ReadAsync(Guid workspaceId, RecordKind kind, Guid importJob, Guid? enrichJob, (long First, long Last) lines,
        IEnumerable<RecordKeys> keys, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        var records = await new RecordTable(kind).LoadAsync(transaction.Connection, workspaceId, SoughtKeys.Of(keys), forUpdate: false, cancellationToken);
        var rejected = await transaction.Connection.QueryAsync($"SELECT line, {Columns} FROM outbound.job_items WHERE job_id = $1 AND line BETWEEN $2 AND $3",
            r => (Key: r.GetInt64(0), Value: Answer(r)), cancellationToken, importJob, lines.First, lines.Last);
        var answers = enrichJob is null ? [] : await transaction.Connection.QueryAsync($"SELECT record_id, {Columns} FROM outbound.job_items WHERE job_id = $1 AND record_id = ANY ($2)",
            r => (Key: r.GetGuid(0), Value: Answer(r)), cancellationToken, enrichJob, records.Select(record => record.Id).ToArray());
        return new(new RecordIndex(records), rejected.ToDictionary(r => r.Key, r => r.Value), answers.ToDictionary(a => a.Key, a => a.Value));
    }

    /// <summary>Imported lines beyond the first of each record.</summary>
    public async Task<int> DuplicatesAsync(Guid workspaceId, Guid importJob, Guid enrichJob, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add("SELECT greatest(0, i.processed - i.failed - e.total) FROM outbound.jobs i, outbound.jobs e WHERE i.id = $1 AND e.id = $2", importJob, enrichJob);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return (await reader.ListAsync(r => r.GetInt32(0), cancellationToken)).SingleOrDefault();
    }

    private static ItemAnswer Answer(NpgsqlDataReader reader) => new((ItemState)reader.GetInt16(1), (ItemOutcome?)reader.Nullable<short>(2), reader.Text(3),
        reader.Nullable<DateTimeOffset>(4), reader.Text(5), reader.Text(6), reader.Text(7));
}
