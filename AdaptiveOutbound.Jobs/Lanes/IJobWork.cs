using AdaptiveOutbound.Data.Lanes;

namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>What a job type does with a batch of its items. One class per job type.</summary>
internal interface IJobWork
{
    /// <summary>The job type, as in <see cref="Data.Jobs.JobTypes"/>.</summary>
    string Type { get; }

    /// <summary>The most items that a chunk takes at once, 1 or more.</summary>
    int BatchSize { get; }

    /// <summary>Whether a batch takes long enough that its jobs are shown as started before it.</summary>
    bool ShowsStart { get; }

    /// <summary>
    /// Does the work and notes in <paramref name="commit"/> what to write. An item that is not mentioned there is handed back
    /// without spending its attempt. An exception makes the chunk lost: its items are taken back and the attempt counts.
    /// </summary>
    Task RunAsync(Batch batch, BatchCommit commit, CancellationToken cancellationToken);
}

/// <summary>The items that a chunk has taken at once.</summary>
/// <param name="Stopping">The server is about to stop: begin nothing that takes long.</param>
internal sealed record Batch(Guid ChunkId, LaneInfo Lane, IReadOnlyList<TakenItem> Items, CancellationToken Stopping);
