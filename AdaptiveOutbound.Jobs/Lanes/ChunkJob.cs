using Hangfire;

namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>What Hangfire calls. Its name and its methods' names are stored with queued jobs: they must not change.</summary>
public sealed class ChunkJob
{
    private readonly ChunkRunner _runner;
    private readonly Dispatcher _dispatcher;

    internal ChunkJob(ChunkRunner runner, Dispatcher dispatcher) => (_runner, _dispatcher) = (runner, dispatcher);

    /// <summary>Runs one chunk. Called again for the same chunk it does nothing: a chunk id runs at most once.</summary>
    public Task RunChunk(Guid chunkId, CancellationToken cancellationToken) => _runner.RunAsync(chunkId, cancellationToken);

    /// <summary>A lane whose items waited may have due ones now.</summary>
    public void WakeLane(Guid laneId) => _dispatcher.Mark(laneId);
}

/// <summary>Gives Hangfire the ones of this process, such as its <see cref="ChunkJob"/>.</summary>
internal sealed class ChunkJobActivator(params object[] jobs) : JobActivator
{
    public override object ActivateJob(Type jobType) => jobs.FirstOrDefault(job => job.GetType() == jobType) ?? base.ActivateJob(jobType);

    public override JobActivatorScope BeginScope(JobActivatorContext context) => new Scope(this);

    private sealed class Scope(ChunkJobActivator activator) : JobActivatorScope
    {
        public override object Resolve(Type type) => activator.ActivateJob(type);
    }
}
