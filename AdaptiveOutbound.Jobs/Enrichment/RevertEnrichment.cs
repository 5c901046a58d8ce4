using AdaptiveOutbound.Data.Enrichment;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Imports;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>What became of a person's wish to revert an enrichment.</summary>
internal abstract record RevertAnswer
{
    private RevertAnswer() { }

    /// <summary>The job that does it. Its result says what was put back.</summary>
    public sealed record Started(Guid JobId) : RevertAnswer;

    /// <summary>The workspace has no such job.</summary>
    public sealed record NotFound : RevertAnswer;

    /// <summary>The job stands where this is not possible, or is of another sort.</summary>
    /// <param name="Message">One or two sentences for people.</param>
    public sealed record Conflict(string Message) : RevertAnswer;
}

/// <summary>Payload of a <c>revert_enrichment</c> job.</summary>
/// <param name="RunId">The enrichment.</param>
internal sealed record RevertPayload(Guid RunId, string Kind);

/// <summary>
/// Makes the job that puts back what an enrichment changed: values that are still its own get their earlier one back. Nothing is paid back, and the
/// answers stay in the ledger. Once per run; a revert that was cancelled or failed may be asked for again.
/// </summary>
internal sealed class RevertEnrichment(JobReader reader, JobWriter jobs, RevertRows reverts)
{
    /// <param name="by">Who asks, for people.</param>
    /// <param name="remember">Given the revert as it was written, says what commits with it; see <see cref="JobWriter"/>.</param>
    public async Task<RevertAnswer> ExecuteAsync(
        Guid workspaceId, Guid runId, string? by, CancellationToken cancellationToken, Func<JobRow, IBatchEffect>? remember = null)
    {
        var chain = await reader.ChainAsync(workspaceId, runId, cancellationToken);
        if (chain.Find(job => job.Id == runId) is not { } run)
            return new RevertAnswer.NotFound();
        if (KindOf(run.Type) is not { } kind)
            return new RevertAnswer.Conflict("Only a run that enriched records can be reverted. An import has an undo of its own.");
        if (chain.Find(job => job.CompletedAt is null) is { } open)
            return new RevertAnswer.Conflict($"\"{open.Name}\" has not ended. Wait for it, or cancel it, and revert the run then.");
        if (run.Enriched == 0)
            return new RevertAnswer.Conflict("The run found nothing and changed no record: there is nothing to put back.");
        var lane = await jobs.LaneAsync(workspaceId, JobTypes.RevertEnrichment, "", cancellationToken);
        var (id, records) = (Guid.CreateVersion7(), StartEnrich.CountOf(run.Total, kind));
        var revert = new NewJob(id, lane, JobTypes.RevertEnrichment, $"Revert the enrichment of {records}",
            PayloadJson.Write(new RevertPayload(runId, RecordKindNames.Plural(kind))), run.Total, 1)
        {
            Queue = LaneQueues.Bulk, OriginId = runId, CreatedBy = by,
            Audit = AuditedStart.Line(by, AuditActions.EnrichmentReverted, $"job {runId}", ("records", records), ("revert", $"{id}")),
        };
        return await reverts.StartAsync(workspaceId, revert, new(Guid.CreateVersion7(), id, lane, null), remember, cancellationToken) switch
        {
            RevertStart.Written => new RevertAnswer.Started(id),
            RevertStart.RunIsOpen => new RevertAnswer.Conflict("What the run has paid for is being written at this moment. Revert it when that has ended."),
            _ => new RevertAnswer.Conflict("The run was reverted before, or is being reverted."),
        };
    }

    /// <summary>What a job of this type enriches; null when it enriches nothing.</summary>
    internal static RecordKind? KindOf(string type) => type switch
    {
        JobTypes.EnrichAccounts => RecordKind.Account,
        JobTypes.EnrichContacts => RecordKind.Contact,
        _ => null,
    };
}
