using System.Text.Json;
using System.Text.Json.Serialization;
using AdaptiveOutbound.Data.Exports;
using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Lanes;

namespace AdaptiveOutbound.Jobs.Exports;

/// <summary>Payload of an export of stored records.</summary>
internal sealed record RecordsExportPayload(string Kind, RecordFilter Filter, IReadOnlyList<string> Columns, bool Escape)
{
    /// <summary>The payload; null when the job exports what an import brought.</summary>
    public static RecordsExportPayload? Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("importJobId", out _) ? null : PayloadJson.Read<RecordsExportPayload>(json);
    }
}

/// <summary>Result of such a job.</summary>
/// <param name="After">While it runs: the last record that was written.</param>
/// <param name="UpTo">While it runs: an id of the time when it began. Records that are made later are left out, so that it ends.</param>
internal sealed record RecordsExportResult(Guid FileId, int Rows,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? After = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? UpTo = null);

/// <summary>
/// Exports the records that a filter chooses, oldest first, a part at a time: the part's rows, the counts and the cursor commit
/// together. Nothing here grows with the number of records.
/// </summary>
internal sealed class ExportRecords(RecordRows records, FileLifetimes lifetimes, TimeProvider clock)
{
    /// <summary>Records of one part: well under 4 MB of text as a rule.</summary>
    public const int PartRecords = 2000;

    public async Task RunAsync(Batch batch, FileJob job, RecordsExportPayload payload, BatchCommit commit, CancellationToken cancellationToken)
    {
        var (item, kind) = (batch.Items[0], RecordKindNames.Parse(payload.Kind));
        var soFar = job.Result is null
            ? new RecordsExportResult(Guid.CreateVersion7(), 0, Guid.Empty, Guid.CreateVersion7(clock.GetUtcNow()))
            : PayloadJson.Read<RecordsExportResult>(job.Result);
        var rows = await records.AfterAsync(batch.Lane.WorkspaceId, kind, payload.Filter, soFar.After!.Value, soFar.UpTo!.Value, PartRecords, cancellationToken);
        var ends = rows.Count < PartRecords;
        commit.Effects.Add(new OutputPart(Output(batch.Lane.WorkspaceId, soFar.FileId, payload), job.Cursor, soFar.Rows, rows.Count, await TextAsync(rows, payload, cancellationToken)));
        var result = ends
            ? new RecordsExportResult(soFar.FileId, soFar.Rows + rows.Count)
            : soFar with { Rows = soFar.Rows + rows.Count, After = rows[^1].Id };
        commit.Effects.Add(new JobProgress(job.Id, job.Cursor + 1, rows.Count, 0, ends, PayloadJson.Write(result)));
        if (ends)
            commit.Effects.Add(new ExportTotal(job.Id, result.Rows));
        FileWalk.GoOn(commit, item, ends);
    }

    private static async Task<ReadOnlyMemory<byte>> TextAsync(List<StoredRecord> rows, RecordsExportPayload payload, CancellationToken cancellationToken)
    {
        var text = new MemoryStream(1 << 20);
        await using var writer = new CsvTableWriter(text, raw: !payload.Escape);
        foreach (var row in rows)
            await writer.WriteAsync(RecordCells.Of(row, payload.Columns), cancellationToken);
        await writer.FlushAsync(cancellationToken);
        return text.GetBuffer().AsMemory(0, (int)text.Length);
    }

    private OutputFile Output(Guid workspaceId, Guid id, RecordsExportPayload payload)
    {
        var (format, now) = (new FileFormat(',', CsvEncoding.Utf8, payload.Columns, Raw: !payload.Escape), clock.GetUtcNow());
        return new(id, workspaceId, payload.Kind + ".csv", FileKinds.Export, format.ToJson(), now, lifetimes.ExpiryOf(FileKinds.Export, now));
    }
}
