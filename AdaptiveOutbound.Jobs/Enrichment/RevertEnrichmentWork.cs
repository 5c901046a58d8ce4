using AdaptiveOutbound.Data.Enrichment;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Lanes;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>Reverts an enrichment some records at a time, in the order of their ids. Each batch commits with the record behind which the next begins.</summary>
internal sealed class RevertEnrichmentWork(FileJobs jobs, RevertRows reverts, TimeProvider clock) : IJobWork
{
    /// <summary>Records of a batch.</summary>
    public const int Step = 500;

    private const string RunRemoved = "The run was removed, and with it the list of its records. What was put back so far stays so.";

    public string Type => JobTypes.RevertEnrichment;
    public int BatchSize => 1;
    public bool ShowsStart => true;

    public async Task RunAsync(Batch batch, BatchCommit commit, CancellationToken cancellationToken)
    {
        var (item, workspace) = (batch.Items[0], batch.Lane.WorkspaceId);
        var job = await jobs.ReadAsync(workspace, item.JobId, cancellationToken);
        var payload = PayloadJson.Read<RevertPayload>(job.Payload);
        var soFar = job.Result is null ? new() : PayloadJson.Read<RevertCounts>(job.Result);
        if (await reverts.NextAsync(workspace, payload.RunId, soFar.After, Step + 1, cancellationToken) is not { } next)
        {
            commit.Effects.Add(new AddJobLogs([job.Id], "warning", "run_removed", RunRemoved));
            commit.Ended.Add(new(item.Id, item.JobId, ItemOutcome.Failed, ErrorCode: "run_removed", ErrorMessage: RunRemoved));
            return;
        }

        var (records, ends) = (next[..Math.Min(next.Count, Step)], next.Count <= Step);
        commit.Steps.Add(new RevertStep(new(workspace, job.Id, payload.RunId, RecordKindNames.Parse(payload.Kind), records, job.Cursor + 1, ends, soFar), clock, PayloadJson.Write));
        commit.Effects.Add(new AddJobLogs([job.Id], "info", "batch", $"Batch of {records.Count} records of the run"));
        FileWalk.GoOn(commit, item, ends);
    }
}
