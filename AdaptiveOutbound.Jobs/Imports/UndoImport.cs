using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Imports;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>What became of a person's wish to undo an import.</summary>
internal abstract record UndoAnswer
{
    private UndoAnswer() { }

    /// <summary>The job that does it. Its result says how much went, stayed and came back.</summary>
    public sealed record Started(Guid JobId) : UndoAnswer;

    /// <summary>The workspace has no such import.</summary>
    public sealed record NotFound : UndoAnswer;

    /// <summary>The import stands where this is not possible.</summary>
    /// <param name="Message">One or two sentences for people.</param>
    public sealed record Conflict(string Message) : UndoAnswer;
}

/// <summary>Payload of an <c>undo_import</c> job.</summary>
internal sealed record UndoPayload(Guid ImportJobId, Guid FileId, string FileName, string Kind);

/// <summary>
/// Makes the job that takes an import back: records that it made go unless they were changed since, fields that it changed get
/// their earlier value back. Once per import; an undo that was cancelled or failed may be asked for again.
/// </summary>
internal sealed class UndoImport(JobReader reader, FileStore files, JobWriter jobs, UndoRows undos)
{
    /// <param name="by">Who asks, for people.</param>
    /// <param name="remember">Given the undo as it was written, says what commits with it; see <see cref="JobWriter"/>.</param>
    public async Task<UndoAnswer> ExecuteAsync(
        Guid workspaceId, Guid importJobId, string? by, CancellationToken cancellationToken, Func<JobRow, IBatchEffect>? remember = null)
    {
        var chain = await reader.ChainAsync(workspaceId, importJobId, cancellationToken);
        if (chain.Find(job => job.Id == importJobId) is not { Type: JobTypes.ImportCsv } import)
            return new UndoAnswer.NotFound();
        if (chain.Find(job => job.CompletedAt is null) is { } open)
            return new UndoAnswer.Conflict($"\"{open.Name}\" has not ended. Wait for it, or cancel the import, and undo then.");
        var payload = PayloadJson.Read<ImportPayload>(import.Payload);
        if (await files.FindAsync(workspaceId, payload.FileId, cancellationToken) is not { } file)
            return new UndoAnswer.Conflict("The uploaded file has expired and is gone. Without it the import cannot be undone.");
        var lane = await jobs.LaneAsync(workspaceId, JobTypes.UndoImport, "", cancellationToken);
        var id = Guid.CreateVersion7();
        var undo = new NewJob(id, lane, JobTypes.UndoImport, $"Undo import of {payload.FileName}",
            PayloadJson.Write(new UndoPayload(importJobId, payload.FileId, payload.FileName, payload.Kind)), file.Records, 1)
        {
            Queue = LaneQueues.Bulk, OriginId = importJobId, CreatedBy = by,
            Audit = AuditedStart.Line(by, AuditActions.ImportUndone, $"job {importJobId}", ("file", payload.FileName), ("undo", $"{id}")),
        };
        return await undos.StartAsync(workspaceId, undo, new(Guid.CreateVersion7(), undo.Id, lane, null), remember, cancellationToken)
            ? new UndoAnswer.Started(undo.Id)
            : new UndoAnswer.Conflict("The import was undone before, or is being undone.");
    }
}
