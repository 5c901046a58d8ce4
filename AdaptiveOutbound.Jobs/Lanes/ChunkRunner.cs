using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Monitoring;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>Runs one chunk: takes batch after batch of its lane until the lane is empty, must rest, others wait, or its time is up.</summary>
internal sealed partial class ChunkRunner(ChunkStore store, ReconcileStore reconcile, WorkerPresence presence, Dispatcher dispatcher,
    IEnumerable<IJobWork> works, JobTraces traces, Telemetry telemetry, WorkerOptions options, TimeProvider clock, ILogger<ChunkRunner> logger)
{
    private static readonly TimeSpan UnknownRest = TimeSpan.FromMinutes(1);

    private readonly BatchPace _pace = new();
    private readonly Dictionary<string, IJobWork> _works = works.ToDictionary(w => w.Type, StringComparer.Ordinal);

    public async Task RunAsync(Guid chunkId, CancellationToken stopping)
    {
        if (await store.FindAsync(chunkId, CancellationToken.None) is not { } lane)
        {
            dispatcher.Forget([chunkId]);
            return;
        }
        using var watch = new ChunkWatch(telemetry, clock, logger, chunkId, lane);
        var end = new ChunkEnd(More: true, RestsUntil: null);
        try
        {
            end = _works.TryGetValue(lane.Type, out var work)
                ? await RunLaneAsync(chunkId, lane, work, watch, stopping)
                : await LeaveAsync(chunkId, lane);
        }
        catch (ChunkFencedException)
        {
            watch.Failed(RepairKinds.Fence);
            WasFenced(logger, chunkId);
        }
        catch (Exception e)
        {
            watch.Failed(RepairKinds.Death);
            Died(logger, chunkId, lane.DisplayName, e);
            await reconcile.RescueChunkAsync(chunkId, CancellationToken.None);
            throw;
        }
        finally
        {
            dispatcher.Ended(chunkId, lane.Id, end.More, end.RestsUntil);
            Ended(logger, chunkId, lane.DisplayName, watch.Batches, watch.Items);
        }
    }

    /// <summary>Another version of this product wrote the job: its lane rests instead of being rung again and again.</summary>
    private async Task<ChunkEnd> LeaveAsync(Guid chunkId, LaneInfo lane)
    {
        var until = clock.GetUtcNow() + UnknownRest;
        Unknown(logger, lane.DisplayName, lane.Type);
        await reconcile.RestAsync(chunkId, lane.Id, until, "worker", $"The running worker does not know jobs of type {lane.Type}: start one of a newer version.", CancellationToken.None);
        return new ChunkEnd(More: true, until);
    }

    private async Task<ChunkEnd> RunLaneAsync(Guid chunkId, LaneInfo lane, IJobWork work, ChunkWatch watch, CancellationToken stopping)
    {
        var opened = clock.GetTimestamp();
        using var hardLimit = new CancellationTokenSource(options.HardLimit, clock);
        HashSet<Guid> shown = [];
        var began = clock.GetUtcNow();
        var size = SizeOf(work);
        var items = await store.OpenAsync(chunkId, lane, presence.WorkerId, size, hardLimit.Token);
        while (items.Count > 0)
        {
            watch.Follow(await TracesAsync(lane, watch.NewJobs(items), hardLimit.Token));
            using var batch = watch.Begin(items);
            if (work.ShowsStart)
                await ShowStartAsync(lane, items, shown, hardLimit.Token);
            var commit = await WorkAsync(work, new Batch(chunkId, lane, items, stopping), hardLimit.Token);
            _pace.Note(work.Type, items.Count, clock.GetUtcNow() - began);
            var mustEnd = commit.Wait is not null || stopping.IsCancellationRequested || MustEnd(clock.GetElapsedTime(opened));
            // A batch that was not full has most likely emptied the lane: to look again would cost a round trip. The dispatcher looks anyway.
            var ends = mustEnd || items.Count < size;
            size = SizeOf(work);
            // What was answered is paid for: it is written even when the time is up.
            items = await store.CommitAsync(chunkId, lane, commit, began, ends ? 0 : size, CancellationToken.None);
            batch.Committed(commit);
            Written(logger, commit.Ended.Count, commit.Retried.Count, commit.HandedBack.Count + commit.Deferred.Count);
            if (ends)
                return new ChunkEnd(More: mustEnd, commit.Wait?.Until);
            began = clock.GetUtcNow();
        }
        await store.CommitAsync(chunkId, lane, new BatchCommit(), began, 0, CancellationToken.None);
        return new ChunkEnd(More: false, RestsUntil: null);
    }

    // A round trip that is made only where traces are exported.
    private async Task<List<string>> TracesAsync(LaneInfo lane, Guid[] jobs, CancellationToken cancellationToken) =>
        telemetry.IsTraced && jobs.Length > 0 ? await traces.FindAsync(lane.WorkspaceId, jobs, cancellationToken) : [];

    // What shows its start waits rather than works: it decides by itself how long a batch is.
    private int SizeOf(IJobWork work) => dispatcher.OthersWait && !work.ShowsStart ? _pace.Within(work.Type, work.BatchSize) : work.BatchSize;

    private static async Task<BatchCommit> WorkAsync(IJobWork work, Batch batch, CancellationToken cancellationToken)
    {
        var commit = new BatchCommit();
        await work.RunAsync(batch, commit, cancellationToken);
        if (commit.Items < batch.Items.Count)
            commit.HandedBack.AddRange(batch.Items.Select(i => i.Id).Except(commit.ItemIds));
        return commit;
    }

    private async Task ShowStartAsync(LaneInfo lane, List<TakenItem> items, HashSet<Guid> shown, CancellationToken cancellationToken)
    {
        var jobs = items.Select(i => i.JobId).Where(shown.Add).ToArray();
        if (jobs.Length > 0)
            await store.StartAsync(lane, jobs, cancellationToken);
    }

    private bool MustEnd(TimeSpan ran) => ran >= options.SoftLimit || dispatcher.ShouldYield(ran);

    private readonly record struct ChunkEnd(bool More, DateTimeOffset? RestsUntil);

    [LoggerMessage(2204, LogLevel.Debug, "Chunk {ChunkId} of {Lane} ended after {Batches} batches with {Items} items")]
    private static partial void Ended(ILogger logger, Guid chunkId, string lane, int batches, int items);

    [LoggerMessage(2205, LogLevel.Debug, "A batch was written: {Ended} items ended, {Retried} are tried again, {Back} went back")]
    private static partial void Written(ILogger logger, int ended, int retried, int back);

    [LoggerMessage(2201, LogLevel.Warning, "Chunk {ChunkId} was taken back while it ran; its last batch changed nothing")]
    private static partial void WasFenced(ILogger logger, Guid chunkId);

    [LoggerMessage(2203, LogLevel.Error, "No work is known for {Lane}: type {Type}; the lane rests")]
    private static partial void Unknown(ILogger logger, string lane, string type);

    [LoggerMessage(2202, LogLevel.Error, "Chunk {ChunkId} of {Lane} died; its items are taken back as soon as the database allows")]
    private static partial void Died(ILogger logger, Guid chunkId, string lane, Exception e);
}
