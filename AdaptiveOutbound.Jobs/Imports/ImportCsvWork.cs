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
internal sealed class ImportCsvWork(FileJobs jobs, FileWalk walk, CsvLimits limits, TimeProvider clock) : IJobWork
{
    private readonly ReadAhead<ImportBatch> _ahead = new(clock);

    public string Type => JobTypes.ImportCsv;
    public int BatchSize => 1;
    public bool ShowsStart => true;

    public async Task RunAsync(Batch batch, BatchCommit commit, CancellationToken cancellationToken)
    {
        var item = batch.Items[0];
        var job = await jobs.ReadAsync(batch.Lane.WorkspaceId, item.JobId, cancellationToken);
        var payload = PayloadJson.Read<ImportPayload>(job.Payload);
        var lines = await _ahead.TakeAsync(job.Id, job.Cursor) ?? await ReadAsync(batch.Lane, job, payload, job.Cursor, cancellationToken);
        if (lines is null)
        {
            FileWalk.IsGone(commit, item);
            return;
        }

        if (!lines.Ends)
            _ahead.Begin(job.Id, lines.NextPart, () => ReadAsync(batch.Lane, job, payload, lines.NextPart, CancellationToken.None));
        commit.Steps.Add(new ImportStep(lines, clock, counts => ImportResult.Add(job.Result, counts)));
        FileWalk.GoOn(commit, item, lines.Ends);
    }

    private async Task<ImportBatch?> ReadAsync(LaneInfo lane, FileJob job, ImportPayload payload, int number, CancellationToken cancellationToken)
    {
        if (await walk.FindAsync(lane.WorkspaceId, payload.FileId, number, cancellationToken) is not { } walked)
            return null;
        var (part, reader) = (walked.Part, UploadReader.Of(payload, walked.File, limits));
        var origin = Origin.Imported(job.Id, clock.GetUtcNow());
        var (inputs, rejected) = (new List<RecordInput>(part.Records), new List<RejectedInput>());
        foreach (var (_, line) in reader.Read(part))
        {
            if (line.Record is { } record)
                inputs.Add(UploadReader.Input(line.Line, record).Prepared(origin));
            else
                rejected.Add(new(line.Line, line.Problem!.Code, line.Problem.Field, line.Problem.Message));
        }

        return new(lane.WorkspaceId, job.Id, lane.Id, reader.Map.Kind, inputs, rejected, part.Records, part.Number + 1, walked.IsLast,
            payload.Then.Contains("enrich") ? job.LeadsTo : null);
    }
}
