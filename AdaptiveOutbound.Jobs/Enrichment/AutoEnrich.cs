using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>Makes the job that enriches changed records of a workspace, many at once.</summary>
internal sealed class AutoEnrich(ChangedRecords changed, ChooseProvider choose, JobWriter jobs)
{
    private const string By = "auto-enrich";

    /// <summary>The job; null when nothing waits any more, or there is nobody to ask: then an alert says so, and the records go on waiting.</summary>
    public async Task<Guid?> ExecuteAsync(ChangedSet set, CancellationToken cancellationToken)
    {
        var (provider, why) = await choose.ExecuteAsync(set.WorkspaceId, null, cancellationToken);
        // Who has asked a real provider gets no invented data by itself when the key goes.
        if (provider == SandboxProvider.ProviderName && await changed.HasAskedAsync(set.WorkspaceId, cancellationToken))
            (provider, why) = (null, NoProvider.NoKey);
        if (provider is null)
        {
            await changed.SayAsync(set.WorkspaceId, new RaiseAlert(set.WorkspaceId, AlertCodes.AutoEnrich, By, "warning",
                $"New and changed records wait to be enriched by themselves. {ChooseProvider.Refusal(why!.Value).Message}"), cancellationToken);
            return null;
        }

        var type = ImportChain.EnrichType(set.Kind);
        var lane = await jobs.LaneAsync(set.WorkspaceId, type, provider, cancellationToken);
        return await changed.TakeAsync(set, count => new NewJob(Guid.CreateVersion7(), lane, type, $"Enrich {StartEnrich.CountOf(count, set.Kind)} that changed",
            PayloadJson.Write(new EnrichPayload(null, count, provider, Refresh: false)), count, count)
        {
            Queue = LaneQueues.Bulk, CreatedBy = By,
        }, [new EndAlert(set.WorkspaceId, AlertCodes.AutoEnrich, By)], cancellationToken);
    }
}
