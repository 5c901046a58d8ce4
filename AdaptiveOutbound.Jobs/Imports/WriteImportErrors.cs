using System.Globalization;
using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Exports;
using AdaptiveOutbound.Jobs.Imports.Csv;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>An import whose upload is still there.</summary>
internal sealed record ImportedFile(Guid WorkspaceId, Guid JobId, ImportPayload Payload, StoredFile File);

/// <summary>
/// Writes the refused lines of an import as CSV: the line's cells as they were, then line, field, code and message. One part of
/// the upload is in memory at a time.
/// </summary>
internal sealed class WriteImportErrors(JobReader jobs, FileStore files, CsvLimits limits)
{
    /// <summary>Whether the workspace has such an import, and its upload; null when it has expired.</summary>
    public async Task<(bool IsImport, ImportedFile? File)> FindAsync(Guid workspaceId, Guid jobId, CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(workspaceId, jobId, cancellationToken) is not { Type: JobTypes.ImportCsv } job)
            return (false, null);
        var payload = PayloadJson.Read<ImportPayload>(job.Payload);
        var file = await files.FindAsync(workspaceId, payload.FileId, cancellationToken);
        return (true, file is null ? null : new(workspaceId, jobId, payload, file));
    }

    /// <summary>Writes the file, header first.</summary>
    public async Task ExecuteAsync(ImportedFile import, Stream output, CancellationToken cancellationToken)
    {
        var reader = UploadReader.Of(import.Payload, import.File, limits);
        var columns = new ExportColumns(reader.Format.Header, reader.Map.Kind);
        await using var table = new CsvTableWriter(output, delimiter: reader.Format.Delimiter);
        await table.WriteAsync(columns.ErrorsHeader, cancellationToken);
        await foreach (var part in files.PartsAsync(import.WorkspaceId, import.File.Id, cancellationToken))
        {
            var rejected = await RejectedAsync(import, part, cancellationToken);
            if (rejected.Count == 0)
                break; // nor is there one in a later part
            foreach (var (record, _) in reader.Read(part))
            {
                if (rejected.TryGetValue(record.Line, out var item))
                    await table.WriteAsync(ExportColumns.ErrorRow(record.Cells, record.Line, Answer(item)), cancellationToken);
            }

            await table.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Refused lines from the part's first on: at least all of the part.</summary>
    private async Task<Dictionary<long, JobItemRow>> RejectedAsync(ImportedFile import, StoredPart part, CancellationToken cancellationToken)
    {
        var before = (part.FirstLine - 1).ToString(CultureInfo.InvariantCulture);
        var page = await jobs.ItemsAsync(import.WorkspaceId, import.JobId, [ItemOutcome.Failed], before, part.Records, cancellationToken);
        return page.Data.Where(item => item.Line is not null).ToDictionary(item => item.Line!.Value);
    }

    private static ExportAnswer Answer(JobItemRow item) => new(ExportAnswer.Failed, item.ErrorCode, item.ErrorMessage, item.ErrorField);
}
