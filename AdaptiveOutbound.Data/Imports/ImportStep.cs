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
/// Merges a batch of lines into records: finds whom each line means, in line order, so that later lines win and lines of one
/// record become one; writes records, rejected lines, the items of the job that this one feeds, and the progress.
/// </summary>
internal sealed class ImportStep(ImportBatch batch, TimeProvider clock) : IBatchStep
{
    private readonly List<RejectedInput> _rejected = [.. batch.Rejected];
    private readonly Dictionary<Guid, KnownRecord> _touched = [];

    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var table = new RecordTable(batch.Kind);
        await table.LockAsync(connection, batch.WorkspaceId, cancellationToken);
        var known = await table.LoadAsync(connection, batch.WorkspaceId, batch.Inputs.Select(input => input.Keys), forUpdate: true, cancellationToken);
        Merge(new RecordIndex(known), Origin.Imported(batch.JobId, now));
        await table.WriteAsync(connection, batch.WorkspaceId, [.. _touched.Values.Where(record => record.Changed || record.IsNew)], now, cancellationToken);
        await ImportSql.RejectAsync(connection, batch, _rejected, cancellationToken);
        if (batch.FeedsJob is { } feeds)
            await ImportSql.FeedAsync(connection, batch.WorkspaceId, feeds, [.. _touched.Keys], cancellationToken);
        foreach (var command in new JobProgress(batch.JobId, batch.NextPart, batch.Lines, _rejected.Count, batch.Ends).Commands())
            await ImportSql.ExecuteAsync(connection, command, cancellationToken);
    }

    private void Merge(RecordIndex index, Origin origin)
    {
        foreach (var input in batch.Inputs)
        {
            var (record, ambiguous) = index.Find(input.Keys);
            if (ambiguous is not null)
            {
                _rejected.Add(Ambiguous(input.Line, ambiguous));
                continue;
            }

            if (record is null)
                index.Add(record = new KnownRecord(Guid.CreateVersion7(), input.Keys, "{}", "{}") { IsNew = true });
            var merged = RecordMerge.Apply(record.Fields, record.Provenance, input.Fields, origin);
            (record.Fields, record.Provenance) = (merged.FieldsJson, merged.ProvenanceJson);
            record.Changed |= merged.Changed;
            index.Rename(record, Renamed(record.Keys, input.Keys));
            _touched[record.Id] = record;
        }
    }

    /// <summary>A record keeps its strongest key, gets the ones that it lacks, and takes a newer page or name when a stronger key named it.</summary>
    internal static RecordKeys Renamed(RecordKeys known, RecordKeys line)
    {
        var primary = known.Primary ?? line.Primary;
        var slug = primary is null ? known.Slug ?? line.Slug : line.Slug ?? known.Slug;
        return new(primary, slug, primary is null && slug is null ? known.NameKey ?? line.NameKey : line.NameKey ?? known.NameKey);
    }

    internal static RejectedInput Ambiguous(int line, string field) => new(line, "ambiguous_record", field, field == "last_name"
        ? "Several records have this name at this company. Add the person's e-mail or LinkedIn page."
        : "This LinkedIn page belongs to another record than the line's domain or e-mail, or to several. Correct the line, or merge the records.");
}
