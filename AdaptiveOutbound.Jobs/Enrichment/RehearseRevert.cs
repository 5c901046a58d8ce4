using AdaptiveOutbound.Data.Enrichment;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>What reverting an enrichment would do.</summary>
/// <param name="Records">Records of which values would be put back.</param>
/// <param name="Fields">Those values.</param>
/// <param name="Kept">Values that replaced the run's and stay.</param>
/// <param name="Gone">Records that were deleted since.</param>
/// <param name="Complete">Whether all records of the run were looked at, or the first <see cref="RehearseRevert.Most"/>.</param>
internal sealed record RevertRehearsal(int Records, int Fields, int Kept, int Gone, bool Complete);

/// <summary>Looks at the records of a run as its revert would, and writes nothing.</summary>
internal sealed class RehearseRevert(JobReader jobs, RevertRows reverts)
{
    /// <summary>The most records that it looks at.</summary>
    public const int Most = 20_000;

    private const int Step = 1_000;

    /// <summary>What would happen; null when the workspace has no such run.</summary>
    public async Task<RevertRehearsal?> ExecuteAsync(Guid workspaceId, Guid runId, CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(workspaceId, runId, cancellationToken) is not { } run || RevertEnrichment.KindOf(run.Type) is not { } kind) return null;
        var (would, after) = (new RevertRehearsal(0, 0, 0, 0, false), (Guid?)null);
        for (var looked = 0; looked < Most; looked += Step)
        {
            if (await reverts.NextAsync(workspaceId, runId, after, Step, cancellationToken) is not { } next) return null;
            would = await AddAsync(workspaceId, kind, runId, would, [.. next.Select(record => record.Id)], cancellationToken);
            if (next.Count < Step) return would with { Complete = true };
            after = next[^1].Id;
        }

        return would;
    }

    private async Task<RevertRehearsal> AddAsync(Guid workspaceId, RecordKind kind, Guid runId, RevertRehearsal would, Guid[] ids, CancellationToken cancellationToken)
    {
        var known = await reverts.LookAsync(workspaceId, kind, ids, cancellationToken);
        var touched = known.Select(record => RecordUndo.Revert(record, runId)).OfType<RevertedRecord>().ToList();
        return would with
        {
            Records = would.Records + touched.Count(record => record.Restored > 0),
            Fields = would.Fields + touched.Sum(record => record.Restored),
            Kept = would.Kept + touched.Sum(record => record.Kept),
            Gone = would.Gone + ids.Length - known.Count,
        };
    }
}
