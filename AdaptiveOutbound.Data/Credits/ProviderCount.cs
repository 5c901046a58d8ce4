namespace AdaptiveOutbound.Data.Credits;

/// <summary>What a provider's own counter said on one day, beside what was booked.</summary>
public sealed class ProviderCount
{
    public required Guid WorkspaceId { get; init; }
    public required string Provider { get; init; }

    /// <summary>Day of the workspace.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Credits that the provider says are left.</summary>
    public required decimal CreditsLeft { get; init; }

    /// <summary>Credits booked in this workspace since it began, when the counter was read.</summary>
    public required decimal Booked { get; init; }

    /// <summary>Of the key that was asked: another key has another counter.</summary>
    public required string Fingerprint { get; init; }
    public required DateTimeOffset ReadAt { get; init; }
}
