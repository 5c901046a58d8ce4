namespace AdaptiveOutbound.Data.Jobs;

/// <summary>One step of a job; append-only, in monthly partitions.</summary>
public sealed class JobLog
{
    public long Id { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required Guid JobId { get; init; }

    /// <summary><c>info</c>, <c>warning</c> or <c>error</c>.</summary>
    public required string Level { get; init; }

    /// <summary>Stable code such as <c>started</c>.</summary>
    public required string Event { get; init; }
    public required string Message { get; init; }
    public string? Metadata { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
