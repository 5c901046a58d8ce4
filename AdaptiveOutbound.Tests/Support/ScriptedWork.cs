using System.Collections.Concurrent;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Lanes;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>Work whose outcome the test scripts; ends each item unless told otherwise.</summary>
internal sealed class ScriptedWork(string type = ScriptedWork.Name) : IJobWork
{
    public const string Name = "scripted";

    public string Type => type;
    public int BatchSize { get; set; } = Dispatcher.BatchSize;
    public bool ShowsStart { get; set; }

    /// <summary>What a batch does.</summary>
    public Func<Batch, BatchCommit, CancellationToken, Task> Run { get; set; } = EndAll;

    /// <summary>The batches so far, in the order in which they began.</summary>
    public ConcurrentQueue<Batch> Batches { get; } = [];

    public IEnumerable<TakenItem> Taken => Batches.SelectMany(b => b.Items);

    public async Task RunAsync(Batch batch, BatchCommit commit, CancellationToken cancellationToken)
    {
        Batches.Enqueue(batch);
        await Run(batch, commit, cancellationToken);
    }

    public static Task EndAll(Batch batch, BatchCommit commit, CancellationToken cancellationToken)
    {
        commit.Ended.AddRange(batch.Items.Select(i => new EndedItem(i.Id, i.JobId, ItemOutcome.Enriched)));
        return Task.CompletedTask;
    }

    /// <summary>Ends each item with this outcome.</summary>
    public static Func<Batch, BatchCommit, CancellationToken, Task> EndWith(ItemOutcome outcome) => (batch, commit, _) =>
    {
        commit.Ended.AddRange(batch.Items.Select(i => new EndedItem(i.Id, i.JobId, outcome, ErrorCode: "scripted", ErrorMessage: "As scripted")));
        return Task.CompletedTask;
    };
}
