namespace AdaptiveOutbound.Data.Operations;

/// <summary>Recurring work of the installation, such as cleaning up. The row is the truth; Hangfire's recurring job mirrors it.</summary>
public sealed class Maintenance
{
    /// <summary>What is done.</summary>
    public required string Name { get; init; }

    /// <summary>When it is due; moves in the transaction of who takes it, so that one process does it.</summary>
    public required DateTimeOffset NextRunAt { get; set; }
    public DateTimeOffset? LastRunAt { get; set; }

    /// <summary>What the last run did. JSON object; null before the first.</summary>
    public string? Result { get; set; }
}
