using AdaptiveOutbound.Data.Lanes;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;

namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>Makes the Hangfire background jobs: one per chunk, one per wake of a lane. Ids are their only arguments.</summary>
internal sealed class ChunkRinger(IBackgroundJobClientV2 client)
{
    /// <summary>Hangfire parameter that holds the name which operators read.</summary>
    public const string NameParameter = "Name";

    public string Ring(RungChunk chunk) => client.Create(
        Job.FromExpression<ChunkJob>(j => j.RunChunk(chunk.Id, CancellationToken.None), chunk.Queue),
        new EnqueuedState(chunk.Queue), Named(chunk.DisplayName));

    /// <summary>Shows operators under Scheduled what comes back when; at that time it wakes the lane.</summary>
    public string Wake(WakeWanted wake) => client.Create(
        Job.FromExpression<ChunkJob>(j => j.WakeLane(wake.LaneId), LaneQueues.Maintenance),
        new ScheduledState(wake.DueMinute.UtcDateTime), Named(wake.DisplayName));

    private static Dictionary<string, object> Named(string name) => new(StringComparer.Ordinal) { [NameParameter] = name };
}
