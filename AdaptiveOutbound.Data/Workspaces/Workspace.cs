namespace AdaptiveOutbound.Data.Workspaces;

/// <summary>The tenant: owns keys, records, jobs and schedules.</summary>
public sealed class Workspace
{
    public required Guid Id { get; init; }

    /// <summary>Lower-case name in addresses and commands: 1 to 63 letters, digits and hyphens. Unique.</summary>
    public required string Slug { get; init; }

    public required string Name { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
