using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Imports;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Lanes;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>
/// Imports a stored file part by part. The job has one item; each batch reads the part at the job's cursor, merges it into the
/// records and moves the cursor, all in one transaction, so that a batch that is run again changes nothing twice.
/// </summary>
internal sealed class ImportCsvWork(FileJobs jobs, FileStore files, CsvLimits limits, TimeProvider clock) : IJobWork
{
    public string Type => JobTypes.ImportCsv;
    public int BatchSize => 1;
    public bool ShowsStart => true;

    public async Task RunAsync(Batch batch, BatchCommit commit, CancellationToken cancellationToken)
    {
        var item = batch.Items[0];
        var job = await jobs.ReadAsync(batch.Lane.WorkspaceId, item.JobId, cancellationToken);
        var payload = PayloadJson.Read<ImportPayload>(job.Payload);
        var file = await files.FindAsync(batch.Lane.WorkspaceId, payload.FileId, cancellationToken);
        var part = file is null ? null : await files.ReadPartAsync(batch.Lane.WorkspaceId, payload.FileId, job.Cursor, cancellationToken);
        if (file is null || part is null)
        {
            commit.Ended.Add(new(item.Id, item.JobId, ItemOutcome.Failed, ErrorCode: "file_not_found", ErrorMessage: StartImport.FileNotFound().Message));
            return;
        }

        var ends = part.FirstRecord + part.Records >= file.Records;
        var reader = Reader(payload, file, limits);
        commit.Steps.Add(new ImportStep(Read(reader, part, batch, job, ends, payload.Then.Contains("enrich") ? job.LeadsTo : null), clock, counts => ImportResult.Add(job.Result, counts)));
        if (ends)
            commit.Ended.Add(new(item.Id, item.JobId, ItemOutcome.Enriched));
        else
            commit.Continued.Add(item.Id);
    }

    /// <summary>The reader of an import's file; its columns could be mapped when the job was made.</summary>
    internal static UploadReader Reader(ImportPayload payload, StoredFile file, CsvLimits limits)
    {
        var format = FileFormat.Parse(file.Format);
        return ColumnMap.TryCreate(format.Header, RecordKindNames.Parse(payload.Kind), payload.Map, out var map, out var problem)
            ? new(format, map, limits)
            : throw new InvalidOperationException($"The columns of file {file.Id} cannot be mapped any more: {problem.Code}");
    }

    private static ImportBatch Read(UploadReader reader, StoredPart part, Batch batch, FileJob job, bool ends, Guid? feeds)
    {
        var (inputs, rejected) = (new List<RecordInput>(part.Records), new List<RejectedInput>());
        foreach (var (_, line) in reader.Read(part))
        {
            if (line.Record is { } record)
                inputs.Add(UploadReader.Input(line.Line, record));
            else
                rejected.Add(new(line.Line, line.Problem!.Code, line.Problem.Field, line.Problem.Message));
        }

        return new(batch.Lane.WorkspaceId, job.Id, batch.Lane.Id, reader.Map.Kind, inputs, rejected, part.Records, part.Number + 1, ends, feeds);
    }
}
