using System.Globalization;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Jobs;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>Makes a job that enriches stored records.</summary>
internal sealed class StartEnrich(CheckEnrich check, EstimateJob costs, JobWriter jobs)
{
    /// <summary>The job's id, or why there is none.</summary>
    /// <param name="remember">Given the job as it was written, says what commits with it; see <see cref="JobWriter"/>.</param>
    public async Task<(Guid? JobId, JobRefusal? Refusal)> ExecuteAsync(
        Guid workspaceId, EnrichRequest request, CancellationToken cancellationToken, Func<JobRow, IBatchEffect>? remember = null)
    {
        var (able, refusal) = await check.ExecuteAsync(workspaceId, request, cancellationToken);
        if (able is null)
            return (null, refusal);
        if (request.MaxCredits is { } told && (await costs.CountAsync(workspaceId, request, able, cancellationToken)).MaxCredits > told)
            return (null, JobRefusal.CostsMore());
        var type = ImportChain.EnrichType(request.Kind);
        var lane = await jobs.LaneAsync(workspaceId, type, able.Provider, cancellationToken);
        await jobs.TryAgainAsync(workspaceId, lane, cancellationToken);
        Guid[] ids = [.. (request.RecordIds ?? []).Distinct()];
        var payload = new EnrichPayload(request.Filter, ids.Length > 0 ? ids.Length : null, able.Provider, request.Refresh);
        var (jobId, records) = (Guid.CreateVersion7(), CountOf(able.Records, request.Kind));
        var job = new NewJob(jobId, lane, type, $"Enrich {records}", PayloadJson.Write(payload), able.Records, able.Records)
        {
            Queue = LaneQueues.Interactive,
            Priority = request.Priority,
            ScheduledFor = request.ScheduledFor,
            CreatedBy = request.CreatedBy,
            Audit = AuditedStart.Line(request.CreatedBy, AuditActions.EnrichmentStarted, $"job {jobId}", ("records", records), ("provider", able.Provider)),
            Selection = able.Filter is { } filter ? new(request.Kind, filter) : null,
        };
        // Begun, it is ended: a caller that hangs up has a job all the same.
        NewItem[] items = [.. ids.Select(id => new NewItem(Guid.CreateVersion7(), job.Id, lane, id, request.Priority, request.ScheduledFor))];
        await jobs.WriteAsync(workspaceId, [job], items, CancellationToken.None, remember);
        return (job.Id, null);
    }

    // "1 account", "1,062 contacts".
    internal static string CountOf(int records, RecordKind kind) =>
        $"{records.ToString("N0", CultureInfo.InvariantCulture)} {(records == 1 ? RecordKindNames.Plural(kind).TrimEnd('s') : RecordKindNames.Plural(kind))}";
}
