namespace AdaptiveOutbound.Data.Records;

/// <summary>A record that is new or was changed and is to be enriched by itself. Written only where the workspace says so.</summary>
public sealed class ChangedRecord
{
    public required Guid WorkspaceId { get; init; }

    /// <summary>0 an account, 1 a contact.</summary>
    public required short Kind { get; init; }
    public required Guid RecordId { get; init; }
    public required DateTimeOffset ChangedAt { get; set; }
}
