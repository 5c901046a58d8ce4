using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>What an enrichment of stored records can cost.</summary>
/// <param name="Provider">Who would be asked.</param>
/// <param name="Records">Records that it would take.</param>
/// <param name="MaxCredits">The most it can cost: fresh answers, repeated questions and records with nothing to ask make it less.</param>
internal sealed record EnrichEstimate(string Provider, int Records, decimal MaxCredits);

/// <summary>Checks a selection of records and says what enriching it can cost at most. Asks nobody.</summary>
internal sealed class EstimateEnrich(ChooseProvider choose, RecordRows rows, RecordStore settings, IEnumerable<IProvider> providers)
{
    /// <summary>The estimate, or why the job cannot be made.</summary>
    public async Task<(EnrichEstimate? Estimate, JobRefusal? Refusal)> ExecuteAsync(Guid workspaceId, EnrichRequest request, CancellationToken cancellationToken)
    {
        var (count, refusal) = request.RecordIds is { } ids
            ? await CountAsync(workspaceId, request.Kind, [.. ids], cancellationToken)
            : (await rows.CountAsync(workspaceId, request.Kind, request.Filter ?? new(), cancellationToken), null);
        if (refusal is null && count == 0)
            refusal = JobRefusal.Empty();
        if (refusal is not null)
            return (null, refusal);
        var (name, why) = await choose.ExecuteAsync(workspaceId, request.Provider, cancellationToken);
        if (name is null)
            return (null, ChooseProvider.Refusal(why!.Value));
        var (preferences, _, _) = await settings.LoadAsync(workspaceId, request.Kind, [], [], cancellationToken);
        var each = providers.First(p => p.Name == name).MaxCredits(Any(request.Kind), new AskOptions(preferences.RevealPersonalEmails));
        return (new(name, count, count * each), null);
    }

    /// <summary>A question of the kind as good as any.</summary>
    public static Question Any(RecordKind kind) => new(kind, "a.example", null, null, kind == RecordKind.Contact ? "a@a.example" : null, null, null, null);

    private async Task<(int Count, JobRefusal? Refusal)> CountAsync(Guid workspaceId, RecordKind kind, Guid[] ids, CancellationToken cancellationToken)
    {
        var missing = await rows.MissingAsync(workspaceId, kind, ids, cancellationToken);
        return missing.Count > 0
            ? (0, new("not_found", $"{missing.Count} of the {ids.Length} ids are of no record of this workspace.", "recordIds", missing))
            : (ids.Distinct().Count(), null);
    }
}
