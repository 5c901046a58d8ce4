using System.ComponentModel.DataAnnotations;

namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>How a worker process works.</summary>
public sealed class WorkerOptions
{
    /// <summary>Chunks that run at once in this process: 1 to 200, default 20. Each holds a thread.</summary>
    [Range(1, 200)]
    public int Workers { get; set; } = 20;

    /// <summary>How long a chunk may run while other lanes wait: default 2 s. It ends between batches.</summary>
    public TimeSpan Slice { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a chunk may run in any case: default 20 s. It ends between batches.</summary>
    public TimeSpan SoftLimit { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>When a chunk is cancelled: default 29 s, under the lease of 30 s.</summary>
    public TimeSpan HardLimit { get; set; } = TimeSpan.FromSeconds(29);

    /// <summary>How often the reconciler looks: default 1 s.</summary>
    public TimeSpan ReconcileInterval { get; set; } = TimeSpan.FromSeconds(1);
}
