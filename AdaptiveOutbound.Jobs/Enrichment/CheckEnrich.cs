using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>An enrichment of stored records that can be made.</summary>
/// <param name="Provider">Who would be asked.</param>
/// <param name="Records">Records that it would take.</param>
/// <param name="Filter">Which they are, as that provider is asked; null when they are named by id.</param>
internal sealed record AbleEnrich(string Provider, int Records, RecordFilter? Filter);

/// <summary>Checks whether a selection of records can be enriched. Asks nobody.</summary>
internal sealed class CheckEnrich(ChooseProvider choose, RecordRows rows)
{
    /// <summary>Who would be asked about how many, or why the job cannot be made.</summary>
    public async Task<(AbleEnrich? Able, JobRefusal? Refusal)> ExecuteAsync(Guid workspaceId, EnrichRequest request, CancellationToken cancellationToken)
    {
        var (name, why) = await choose.ExecuteAsync(workspaceId, request.Provider, cancellationToken);
        var filter = request.RecordIds is null ? (request.Filter ?? new()) with { Real = name != SandboxProvider.ProviderName } : null;
        var (count, refusal) = filter is null
            ? await CountAsync(workspaceId, request.Kind, [.. request.RecordIds!], cancellationToken)
            : (await rows.CountAsync(workspaceId, request.Kind, filter, cancellationToken), null);
        if (refusal is null && count == 0)
            refusal = JobRefusal.Empty();
        if (refusal is not null)
            return (null, refusal);
        return name is null ? (null, ChooseProvider.Refusal(why!.Value)) : (new(name, Math.Min(count, request.Most ?? count), filter), null);
    }

    private async Task<(int Count, JobRefusal? Refusal)> CountAsync(Guid workspaceId, RecordKind kind, Guid[] ids, CancellationToken cancellationToken)
    {
        var missing = await rows.MissingAsync(workspaceId, kind, ids, cancellationToken);
        return missing.Count > 0
            ? (0, new("not_found", $"{missing.Count} of the {ids.Length} ids are of no record of this workspace.", "recordIds", missing))
            : (ids.Distinct().Count(), null);
    }
}
