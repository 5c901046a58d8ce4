using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Lanes;
using Npgsql;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>Work of a fixed length an item. On lanes of provider <see cref="Probe"/> it notes when each item's batch began, in <c>outbound.starts</c>.</summary>
internal sealed class TimedWork(double millisecondsPerItem) : IJobWork
{
    public const string Name = "timed";
    public const string Probe = "probe";

    public string Type => Name;
    public int BatchSize => Dispatcher.BatchSize;
    public bool ShowsStart => false;

    public async Task RunAsync(Batch batch, BatchCommit commit, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetUtcNow();
        await Task.Delay(TimeSpan.FromMilliseconds(millisecondsPerItem * batch.Items.Count), cancellationToken);
        if (batch.Lane.Provider == Probe)
            commit.Effects.Add(new Starts(batch, began));
        commit.Ended.AddRange(batch.Items.Select(i => new EndedItem(i.Id, i.JobId, ItemOutcome.Enriched)));
    }

    private sealed class Starts(Batch batch, DateTimeOffset began) : IBatchEffect
    {
        public IEnumerable<NpgsqlBatchCommand> Commands()
        {
            yield return Sql.Command("INSERT INTO outbound.starts (job_id, started_at) SELECT unnest($1::uuid[]), $2", batch.Items.Select(i => i.JobId).ToArray(), began);
        }
    }
}
