namespace AdaptiveOutbound.Data.Credits;

/// <summary>What a workspace used of a provider on one day; added to in the batch's own transaction.</summary>
public sealed class UsageDay
{
    public required Guid WorkspaceId { get; init; }
    public required string Provider { get; init; }
    public required DateOnly Day { get; init; }
    public int Calls { get; set; }
    public int Lookups { get; set; }
    public int Matched { get; set; }
    public int CacheHits { get; set; }
    public decimal Credits { get; set; }

    /// <summary>Those of <see cref="Credits"/> that were reserved for answers that were never seen.</summary>
    public decimal UnknownCredits { get; set; }

    /// <summary>Answers that cost nothing.</summary>
    public int Free { get; set; }

    /// <summary>Answers whose price was not believed.</summary>
    public int Disputed { get; set; }
}
