using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Jobs;

namespace AdaptiveOutbound.Jobs.Exports;

/// <summary>What a person asks for.</summary>
/// <param name="Filter">Null: all records.</param>
/// <param name="Columns">Of <see cref="RecordCells.Known"/>, in their order; null for <see cref="RecordCells.Default"/>.</param>
/// <param name="Escape">Whether cells that a spreadsheet would run are guarded.</param>
/// <param name="Priority">0 to 10, 10 first.</param>
/// <param name="ScheduledFor">Null: at once.</param>
/// <param name="CreatedBy">Who asks, for people.</param>
internal sealed record ExportRequest(RecordKind Kind, RecordFilter? Filter = null, IReadOnlyList<string>? Columns = null, bool Escape = true,
    short Priority = 5, DateTimeOffset? ScheduledFor = null, string? CreatedBy = null);

/// <summary>Makes a job that exports stored records.</summary>
internal sealed class StartExport(RecordRows rows, JobWriter jobs)
{
    /// <summary>The job's id, or why there is none.</summary>
    /// <param name="remember">Given the job as it was written, says what commits with it; see <see cref="JobWriter"/>.</param>
    public async Task<(Guid? JobId, JobRefusal? Refusal)> ExecuteAsync(
        Guid workspaceId, ExportRequest request, CancellationToken cancellationToken, Func<JobRow, IBatchEffect>? remember = null)
    {
        var (kind, filter) = (request.Kind, request.Filter ?? new());
        var columns = request.Columns ?? RecordCells.Default(kind);
        if (Refuse(request) is { } refusal)
            return (null, refusal);
        var records = await rows.CountAsync(workspaceId, kind, filter, cancellationToken);
        if (records == 0)
            return (null, JobRefusal.Empty());
        var lane = await jobs.LaneAsync(workspaceId, JobTypes.ExportData, "", cancellationToken);
        var plural = RecordKindNames.Plural(kind);
        var id = Guid.CreateVersion7();
        var job = new NewJob(id, lane, JobTypes.ExportData, $"Export {records} {plural}", PayloadJson.Write(new RecordsExportPayload(plural, filter, columns, request.Escape)), records, 1)
        {
            Queue = LaneQueues.Bulk,
            Priority = request.Priority,
            ScheduledFor = request.ScheduledFor,
            CreatedBy = request.CreatedBy,
            Audit = AuditedStart.Line(request.CreatedBy, AuditActions.ExportStarted, $"job {id}", ("records", $"{records} {plural}")),
        };
        // Begun, it is ended: a caller that hangs up has a job all the same.
        await jobs.WriteAsync(workspaceId, [job], [new NewItem(Guid.CreateVersion7(), job.Id, lane, null, request.Priority, request.ScheduledFor)], CancellationToken.None, remember);
        return (job.Id, null);
    }

    /// <summary>What is wrong with the request itself; null when nothing is.</summary>
    public static JobRefusal? Refuse(ExportRequest request) =>
        request.Columns is { } columns && (columns.Count == 0 || columns.Any(column => !RecordCells.Known(request.Kind).Contains(column)) || columns.Distinct().Count() < columns.Count)
            ? new("invalid_request", $"columns must be some of {string.Join(", ", RecordCells.Known(request.Kind))}, each once.", "columns") : null;
}
