using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;

namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>Ends each item at once: measures the engine itself. The API does not accept its type.</summary>
internal sealed class NoopWork : IJobWork
{
    public string Type => JobTypes.Noop;
    public int BatchSize => Dispatcher.BatchSize;
    public bool ShowsStart => false;

    public Task RunAsync(Batch batch, BatchCommit commit, CancellationToken cancellationToken)
    {
        foreach (var item in batch.Items)
            commit.Ended.Add(new EndedItem(item.Id, item.JobId, ItemOutcome.Enriched));
        return Task.CompletedTask;
    }
}
