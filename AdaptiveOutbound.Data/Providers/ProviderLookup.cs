namespace AdaptiveOutbound.Data.Providers;

/// <summary>One question to a provider: ledger, cache and history in one.</summary>
public sealed class ProviderLookup
{
    public required Guid Id { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string Provider { get; init; }
    public required string Endpoint { get; init; }

    /// <summary>SHA-256 of the normalised question and of the options that change its answer.</summary>
    public required byte[] Question { get; init; }

    /// <summary>The normalised question, readable.</summary>
    public required string Input { get; init; }

    /// <summary>One of <see cref="LookupState"/>.</summary>
    public required LookupState State { get; set; }
    public decimal CreditsReserved { get; set; }
    public decimal CreditsCharged { get; set; }

    /// <summary>Whether the provider named a price that was not believed; <see cref="CreditsCharged"/> is then what its rule says.</summary>
    public bool Disputed { get; set; }

    /// <summary>Fields of the answer. JSON object of texts.</summary>
    public string? Answer { get; set; }
    public string? ProviderRecordId { get; set; }
    public string? ErrorCode { get; set; }

    /// <summary>The lookup with unknown answer that this one repeats.</summary>
    public Guid? PreviousId { get; init; }
    public required Guid JobId { get; init; }
    public required Guid ChunkId { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    public DateTimeOffset? SettledAt { get; set; }
}

/// <summary>How far a lookup is.</summary>
public enum LookupState : short
{
    /// <summary>Written before the call; its worst cost is reserved.</summary>
    InFlight = 0,
    Matched = 1,
    NoMatch = 2,

    /// <summary>Answered with an error: not charged.</summary>
    Failed = 3,

    /// <summary>The answer was never seen: the reserved credits stay counted as spent.</summary>
    Unknown = 4,
}
