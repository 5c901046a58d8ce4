using AdaptiveOutbound.Jobs.Lanes;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>What Hangfire calls each night. Its name and its method's name are stored: they must not change.</summary>
public sealed class CleanupJob : IHangfireEntry
{
    private readonly CleanupLoop _loop;

    internal CleanupJob(CleanupLoop loop) => _loop = loop;

    /// <summary>Lets this process look whether the run is due: none of Hangfire's threads is kept by it.</summary>
    public void CleanUp() => _loop.Ring();
}
