using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports.Csv;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>What undoing an import would do.</summary>
/// <param name="Delete">Records that it made and nobody changed since.</param>
/// <param name="Keep">Records that it made and that were edited, enriched or imported again since.</param>
/// <param name="Restore">Records that were there before and get values back.</param>
/// <param name="Complete">Whether the whole file was looked at, or its beginning.</param>
internal sealed record UndoRehearsal(int Delete, int Keep, int Restore, bool Complete);

/// <summary>Looks at the records that an import's lines mean, as its undo would, and writes nothing. Ends after about 50,000 lines.</summary>
internal sealed class RehearseUndo(JobReader jobs, FileStore files, RecordLookup records, CsvLimits limits)
{
    /// <summary>What would happen; null when the workspace has no such import or its file has expired.</summary>
    public async Task<UndoRehearsal?> ExecuteAsync(Guid workspaceId, Guid importJobId, CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(workspaceId, importJobId, cancellationToken) is not { Type: JobTypes.ImportCsv } import) return null;
        var payload = PayloadJson.Read<ImportPayload>(import.Payload);
        if (await files.FindAsync(workspaceId, payload.FileId, cancellationToken) is not { } file) return null;
        var reader = UploadReader.Of(payload, file, limits);
        var (seen, looked) = (new Dictionary<Guid, Fate>(), 0);
        await foreach (var part in files.PartsAsync(workspaceId, payload.FileId, cancellationToken))
        {
            foreach (var record in await records.ListAsync(workspaceId, reader.Map.Kind, SoughtKeys.WithEveryName(reader.Keys(part)), cancellationToken))
                seen[record.Id] = FateOf(record, importJobId);
            looked += part.Records;
            if (looked >= RehearseImport.MostLines) break;
        }

        var fates = seen.Values.CountBy(fate => fate).ToDictionary();
        return new(fates.GetValueOrDefault(Fate.Goes), fates.GetValueOrDefault(Fate.Stays), fates.GetValueOrDefault(Fate.Restored), looked >= file.Records);
    }

    private static Fate FateOf(KnownRecord record, Guid importJobId)
    {
        if (record.CreatedJobId == importJobId) return RecordUndo.IsOnlyOf(record, importJobId) ? Fate.Goes : Fate.Stays;
        return record.Provenance.Contains(importJobId.ToString(), StringComparison.Ordinal)
            && Provenance.Parse(record.Provenance).Fields.Values.Any(field => field.Origin?.JobId == importJobId) ? Fate.Restored : Fate.Untouched;
    }

    private enum Fate
    {
        Untouched,
        Goes,
        Stays,
        Restored,
    }
}
