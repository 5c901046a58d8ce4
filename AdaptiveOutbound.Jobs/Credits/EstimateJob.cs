using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>Says what enriching stored records would ask and can cost.</summary>
internal sealed class EstimateJob(CheckEnrich check, RecordRows rows, RunEstimates estimates)
{
    /// <summary>Records that are looked at; those of a longer selection count as asked.</summary>
    public const int MostCounted = 20_000;

    private static readonly Guid Last = Guid.AllBitsSet;

    /// <summary>The estimate, or why the job could not be made.</summary>
    public async Task<(RunEstimate? Estimate, JobRefusal? Refusal)> ExecuteAsync(Guid workspaceId, EnrichRequest request, CancellationToken cancellationToken)
    {
        var (able, refusal) = await check.ExecuteAsync(workspaceId, request, cancellationToken);
        if (able is null) return (null, refusal);
        var count = await CountAsync(workspaceId, request, able, cancellationToken);
        return (await estimates.EndAsync(workspaceId, request.Kind, able.Provider, able.Records, count, cancellationToken), null);
    }

    /// <summary>What a checked request would ask. Asks nobody.</summary>
    public async Task<AskCount> CountAsync(Guid workspaceId, EnrichRequest request, AbleEnrich able, CancellationToken cancellationToken)
    {
        var count = await estimates.BeginAsync(workspaceId, request.Kind, able.Provider, request.Refresh, cancellationToken);
        var seen = 0;
        await foreach (var page in PagesAsync(workspaceId, request, able.Filter, cancellationToken))
        {
            await count.AddAsync([.. page.Select(row => QuestionOf.Record(request.Kind, row.Fields, row.Provenance))], cancellationToken);
            seen += page.Count;
            if (seen >= MostCounted) break;
        }

        if (able.Records > seen) count.AddUnseen(able.Records - seen, Any(request.Kind));
        return count;
    }

    // A question as good as any of the kind.
    internal static Question Any(RecordKind kind) => new(kind, "a.example", null, null, kind == RecordKind.Contact ? "a@a.example" : null, null, null, null);

    private async IAsyncEnumerable<List<StoredRecord>> PagesAsync(
        Guid workspaceId, EnrichRequest request, RecordFilter? filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = request.Most is { } most ? await rows.OldestAsync(workspaceId, request.Kind, filter!, Math.Min(most, MostCounted), cancellationToken) : request.RecordIds;
        if (ids is not null)
        {
            foreach (var some in ids.Distinct().Chunk(Dispatcher.BatchSize)) yield return await rows.FindAllAsync(workspaceId, request.Kind, some, cancellationToken);
            yield break;
        }

        for (var after = Guid.Empty; ;)
        {
            var page = await rows.AfterAsync(workspaceId, request.Kind, filter ?? new(), after, Last, Dispatcher.BatchSize, cancellationToken);
            if (page.Count > 0) yield return page;
            if (page.Count < Dispatcher.BatchSize) yield break;
            after = page[^1].Id;
        }
    }
}
