namespace AdaptiveOutbound.Jobs.Monitoring;

/// <summary>The names under which scopes give log lines the ids of what they are about. Nothing else of a scope is written.</summary>
internal static class LogIds
{
    public const string Workspace = "WorkspaceId";
    public const string Job = "JobId";
    public const string Jobs = "JobIds";
    public const string Chunk = "ChunkId";

    /// <summary>Of all of them.</summary>
    public static IReadOnlyList<string> Known { get; } = [Workspace, Job, Jobs, Chunk];
}
