using System.Diagnostics.Metrics;

namespace AdaptiveOutbound.Jobs.Monitoring;

/// <summary>What <c>outbound.repairs</c> counts.</summary>
internal static class RepairKinds
{
    /// <summary>A lane whose items were taken back from a dead worker.</summary>
    public const string Rescue = "rescue";

    /// <summary>A chunk that was taken back while it ran here: its last batch changed nothing.</summary>
    public const string Fence = "fence";

    /// <summary>A chunk that died here.</summary>
    public const string Death = "death";

    /// <summary>The worker's connection, made again.</summary>
    public const string Reconnect = "reconnect";

    /// <summary>A look of the reconciler that failed.</summary>
    public const string Reconciler = "reconciler";

    /// <summary>A turn of the dispatcher that failed.</summary>
    public const string Dispatcher = "dispatcher";

    public static IReadOnlyList<string> All { get; } = [Rescue, Fence, Death, Reconnect, Reconciler, Dispatcher];

    /// <summary>Counts one or more of a kind.</summary>
    public static void Count(this Counter<long> repairs, string kind, long count = 1) => repairs.Add(count, new KeyValuePair<string, object?>("kind", kind));
}
