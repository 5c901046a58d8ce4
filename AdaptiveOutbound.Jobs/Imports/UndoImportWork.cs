using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Imports;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Lanes;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>
/// Takes an import back part by part: reads the upload again and looks at the records that its lines may mean. Each part commits
/// with the cursor behind it. A record whose e-mail, domain or name was changed by hand since is not found any more: it stays.
/// </summary>
internal sealed class UndoImportWork(FileJobs jobs, FileStore files, CsvLimits limits, TimeProvider clock) : IJobWork
{
    public string Type => JobTypes.UndoImport;
    public int BatchSize => 1;
    public bool ShowsStart => true;

    public async Task RunAsync(Batch batch, BatchCommit commit, CancellationToken cancellationToken)
    {
        var (item, workspace) = (batch.Items[0], batch.Lane.WorkspaceId);
        var job = await jobs.ReadAsync(workspace, item.JobId, cancellationToken);
        var payload = PayloadJson.Read<UndoPayload>(job.Payload);
        var file = await files.FindAsync(workspace, payload.FileId, cancellationToken);
        var part = file is null ? null : await files.ReadPartAsync(workspace, payload.FileId, job.Cursor, cancellationToken);
        if (file is null || part is null)
        {
            commit.Ended.Add(new(item.Id, item.JobId, ItemOutcome.Failed, ErrorCode: "file_not_found", ErrorMessage: StartImport.FileNotFound().Message));
            return;
        }

        var import = await jobs.ReadAsync(workspace, payload.ImportJobId, cancellationToken);
        var reader = ImportCsvWork.Reader(PayloadJson.Read<ImportPayload>(import.Payload), file, limits);
        var ends = part.FirstRecord + part.Records >= file.Records;
        var soFar = job.Result is null ? new() : PayloadJson.Read<UndoCounts>(job.Result);
        commit.Steps.Add(new UndoStep(new(workspace, job.Id, batch.Lane.Id, import.Id, reader.Map.Kind, [.. reader.Keys(part)],
            part.Records, part.Number + 1, ends, soFar), clock, PayloadJson.Write));
        if (ends)
            commit.Ended.Add(new(item.Id, item.JobId, ItemOutcome.Enriched));
        else
            commit.Continued.Add(item.Id);
    }
}
