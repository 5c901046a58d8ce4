namespace AdaptiveOutbound.Data.Idempotency;

/// <summary>The first answer to a request that named an <c>Idempotency-Key</c>, written with what the request created; kept for a day, unless configured otherwise.</summary>
public sealed class IdempotencyKey
{
    public required Guid WorkspaceId { get; init; }

    /// <summary>Who asked, such as <c>token …</c>: keys of two callers never meet.</summary>
    public required string Caller { get; init; }

    /// <summary>What the caller named: 1 to 200 characters.</summary>
    public required string Key { get; init; }

    /// <summary>Method and path.</summary>
    public required string Route { get; init; }

    /// <summary>SHA-256 of query and body.</summary>
    public required byte[] RequestHash { get; init; }

    /// <summary>HTTP status of the answer; null while the request runs.</summary>
    public int? Status { get; init; }

    /// <summary>Body of the answer, JSON.</summary>
    public string? Answer { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
