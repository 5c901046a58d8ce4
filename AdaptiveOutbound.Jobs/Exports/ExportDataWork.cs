using AdaptiveOutbound.Data.Exports;
using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Lanes;

namespace AdaptiveOutbound.Jobs.Exports;

/// <summary>
/// Exports what became of an import's file, part by part: one record per input record, in the input's order. The part's rows,
/// the counts and the cursor commit together. Records that a filter chooses are left to <see cref="ExportRecords"/>.
/// </summary>
internal sealed class ExportDataWork(FileJobs jobs, FileWalk walk, ExportStore store, ExportRecords records, CsvLimits limits, FileLifetimes lifetimes, TimeProvider clock) : IJobWork
{
    public string Type => JobTypes.ExportData;
    public int BatchSize => 1;
    public bool ShowsStart => true;

    public async Task RunAsync(Batch batch, BatchCommit commit, CancellationToken cancellationToken)
    {
        var (item, workspace) = (batch.Items[0], batch.Lane.WorkspaceId);
        var job = await jobs.ReadAsync(workspace, item.JobId, cancellationToken);
        if (RecordsExportPayload.Of(job.Payload) is { } selected)
        {
            await records.RunAsync(batch, job, selected, commit, cancellationToken);
            return;
        }

        var payload = PayloadJson.Read<ChainExportPayload>(job.Payload);
        if (await walk.PartAsync(batch, payload.FileId, job.Cursor, commit, cancellationToken) is not { } walked)
            return;
        var import = PayloadJson.Read<ImportPayload>((await jobs.ReadAsync(workspace, payload.ImportJobId, cancellationToken)).Payload);
        var (part, ends) = (walked.Part, walked.IsLast);
        var result = job.Result is null ? new ExportResult(Guid.CreateVersion7()) : PayloadJson.Read<ExportResult>(job.Result);
        result = await WriteAsync(commit, new(workspace, payload, walked.File, UploadReader.Of(import, walked.File, limits)), part, result, cancellationToken);
        if (ends && payload.EnrichJobId is { } enrich)
            result = result with { Duplicates = await store.DuplicatesAsync(workspace, payload.ImportJobId, enrich, cancellationToken) };
        commit.Effects.Add(new JobProgress(job.Id, part.Number + 1, part.Records, 0, ends, PayloadJson.Write(result)));
        FileWalk.GoOn(commit, item, ends);
    }

    private async Task<ExportResult> WriteAsync(BatchCommit commit, Source source, StoredPart part, ExportResult result, CancellationToken cancellationToken)
    {
        var columns = new ExportColumns(source.Reader.Format.Header, source.Reader.Map.Kind);
        var format = source.Reader.Format with { Raw = !source.Payload.Escape, Encoding = CsvEncoding.Utf8 };
        await using var text = new ExportPartText(columns, format);
        foreach (var (record, answer) in await AnswersAsync(source, part, cancellationToken))
        {
            await text.AddAsync(record, answer, cancellationToken);
            result = result.With(answer);
        }

        var (rows, errors) = await text.EndAsync(cancellationToken);
        commit.Effects.Add(new OutputPart(Output(source, result.FileId, FileKinds.Export, format with { Header = columns.Header }), part.Number, part.FirstRecord, part.Records, rows));
        if (text.Errors == 0)
            return result;
        result = result with { ErrorsFileId = result.ErrorsFileId ?? Guid.CreateVersion7() };
        commit.Effects.Add(new OutputPart(Output(source, result.ErrorsFileId.Value, FileKinds.Errors, format with { Header = columns.ErrorsHeader }),
            part.Number, result.Failed - text.Errors, text.Errors, errors));
        return result;
    }

    private async Task<IEnumerable<(CsvRecord Record, ExportAnswer Answer)>> AnswersAsync(Source source, StoredPart part, CancellationToken cancellationToken)
    {
        var lines = source.Reader.Read(part)
            .Select(line => (line.Record, Keys: line.Line.Record is { } record ? UploadReader.Input(line.Line.Line, record).Keys : (RecordKeys?)null)).ToList();
        var payload = source.Payload;
        var known = await store.ReadAsync(source.WorkspaceId, source.Reader.Map.Kind, payload.ImportJobId, payload.EnrichJobId,
            (part.FirstLine, lines[^1].Record.Line), lines.Where(line => line.Keys is not null).Select(line => line.Keys!.Value), cancellationToken);
        return lines.Select(line => (line.Record, Answer(known, line.Record, line.Keys, payload.EnrichJobId is not null)));
    }

    private static ExportAnswer Answer(ExportPart known, CsvRecord line, RecordKeys? keys, bool wasAsked)
    {
        if (known.Rejected.TryGetValue(line.Line, out var rejected))
            return ExportAnswer.Rejected(rejected);
        return keys is { } given && known.Records.FindImported(given) is { } record
            ? ExportAnswer.Of(record, known.Answers.GetValueOrDefault(record.Id), wasAsked)
            : ExportAnswer.Missing();
    }

    private OutputFile Output(Source source, Guid id, string kind, FileFormat format)
    {
        var suffix = kind == FileKinds.Export ? ".enriched.csv" : ".errors.csv";
        var now = clock.GetUtcNow();
        return new(id, source.WorkspaceId, Path.GetFileNameWithoutExtension(source.File.Name) + suffix, kind, format.ToJson(), now, lifetimes.ExpiryOf(kind, now));
    }

    private sealed record Source(Guid WorkspaceId, ChainExportPayload Payload, StoredFile File, UploadReader Reader);
}
