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
internal sealed class UndoImportWork(FileJobs jobs, FileWalk walk, CsvLimits limits, TimeProvider clock) : IJobWork
{
    public string Type => JobTypes.UndoImport;
    public int BatchSize => 1;
    public bool ShowsStart => true;

    public async Task RunAsync(Batch batch, BatchCommit commit, CancellationToken cancellationToken)
    {
        var (item, workspace) = (batch.Items[0], batch.Lane.WorkspaceId);
        var job = await jobs.ReadAsync(workspace, item.JobId, cancellationToken);
        var payload = PayloadJson.Read<UndoPayload>(job.Payload);
        if (await walk.PartAsync(batch, payload.FileId, job.Cursor, commit, cancellationToken) is not { } walked)
            return;
        var import = await jobs.ReadAsync(workspace, payload.ImportJobId, cancellationToken);
        var reader = UploadReader.Of(PayloadJson.Read<ImportPayload>(import.Payload), walked.File, limits);
        var part = walked.Part;
        var soFar = job.Result is null ? new() : PayloadJson.Read<UndoCounts>(job.Result);
        commit.Steps.Add(new UndoStep(new(workspace, job.Id, batch.Lane.Id, import.Id, reader.Map.Kind, [.. reader.Keys(part)],
            part.Records, part.Number + 1, walked.IsLast, soFar), clock, PayloadJson.Write));
        FileWalk.GoOn(commit, item, walked.IsLast);
    }
}
