namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>How streams of events are kept.</summary>
internal sealed record FollowOptions
{
    /// <summary>After this time without a change a follower is told so, and the state is read again: some reasons to wait end by themselves. Default 15 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a stream asks whether its reader may still read: four heartbeats, by default once a minute.</summary>
    public TimeSpan AskAgain => 4 * Heartbeat;
}
