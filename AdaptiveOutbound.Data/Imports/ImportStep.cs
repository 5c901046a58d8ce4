using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using Npgsql;

namespace AdaptiveOutbound.Data.Imports;

/// <summary>A line that is not imported, and why.</summary>
internal sealed record RejectedInput(int Line, string Code, string? Field, string Message);

/// <summary>What one batch of an import writes.</summary>
/// <param name="Inputs">In the file's order.</param>
/// <param name="Rejected">Lines that were refused before any record was looked at.</param>
/// <param name="Lines">All records of the batch, rejected ones too.</param>
/// <param name="NextPart">The cursor behind this batch.</param>
/// <param name="Ends">Whether the file ends with it.</param>
/// <param name="FeedsJob">The job that enriches the records; null when none does.</param>
internal sealed record ImportBatch(Guid WorkspaceId, Guid JobId, Guid LaneId, RecordKind Kind, IReadOnlyList<RecordInput> Inputs,
    IReadOnlyList<RejectedInput> Rejected, int Lines, int NextPart, bool Ends, Guid? FeedsJob);

/// <summary>
/// Merges a batch of lines into records; writes records, rejected lines, the items of the job that this one feeds, and the progress.
/// </summary>
/// <param name="result">The job's result with what this batch did.</param>
internal sealed class ImportStep(ImportBatch batch, TimeProvider clock, Func<ImportCounts, string> result) : IBatchStep
{
    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var table = new RecordTable(batch.Kind);
        await table.LockAsync(connection, batch.WorkspaceId, cancellationToken);
        var known = await table.LoadAsync(connection, batch.WorkspaceId, SoughtKeys.Of(batch.Inputs.Select(input => input.Keys)), forUpdate: true, cancellationToken);
        var merge = new ImportMerge(new RecordIndex(known, batch.Inputs.Count), Origin.Imported(batch.JobId, now));
        foreach (var input in batch.Inputs)
            merge.Apply(input);
        KnownRecord[] written = [.. merge.Touched.Where(record => record.Changed || record.IsNew)];
        await table.WriteAsync(connection, batch.WorkspaceId, written, now, cancellationToken);
        List<RejectedInput> rejected = [.. batch.Rejected, .. merge.Rejected];
        await ImportSql.RejectAsync(connection, batch, rejected, cancellationToken);
        if (batch.FeedsJob is { } feeds)
        {
            // In the order of their ids, as whoever steers them does.
            await connection.ExecuteAsync("SELECT FROM outbound.jobs WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE", cancellationToken, new[] { batch.JobId, feeds });
            await ImportSql.FeedAsync(connection, batch.WorkspaceId, feeds, [.. merge.Touched.Select(record => record.Id)], cancellationToken);
        }

        else if (written.Length > 0)
        {
            await ChangedRecords.NoteAsync(connection, batch.WorkspaceId, batch.Kind, [.. written.Select(record => record.Id)], cancellationToken);
        }

        foreach (var command in new JobProgress(batch.JobId, batch.NextPart, batch.Lines, rejected.Count, batch.Ends, result(merge.Counts with { Invalid = rejected.Count })).Commands())
            await ImportSql.ExecuteAsync(connection, command, cancellationToken);
    }
}
