namespace AdaptiveOutbound.Data.Operations;

/// <summary>Names the environment that this database belongs to; a process of another one refuses to start on it.</summary>
public sealed class Deployment
{
    /// <summary>Always 1: there is one row.</summary>
    public short Id { get; init; } = 1;
    public required string Environment { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
