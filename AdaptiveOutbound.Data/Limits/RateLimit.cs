namespace AdaptiveOutbound.Data.Limits;

/// <summary>What one key may call at one endpoint, counted in sub-windows. Holds no tenant data.</summary>
public sealed class RateLimit
{
    /// <summary>Fingerprint of the key; workspaces that share a key share its limit.</summary>
    public required string Fingerprint { get; init; }
    public required string Endpoint { get; init; }

    /// <summary>Calls per 60 s: 45 until the provider's headers say more; null when unlimited.</summary>
    public int? MinuteLimit { get; set; } = 45;
    public int? HourLimit { get; set; }
    public int? DayLimit { get; set; }

    /// <summary>When the provider's headers last set the limits.</summary>
    public DateTimeOffset? LearntAt { get; set; }

    /// <summary>After a 429: no call leaves before this time.</summary>
    public DateTimeOffset? BlockedUntil { get; set; }

    /// <summary>Permits handed out since the row exists.</summary>
    public long Leased { get; set; }

    /// <summary>Numbers of the sub-windows that have permits (250 ms, 15 s, 5 min since the epoch) and their counts.</summary>
    public long[] MinuteBuckets { get; set; } = [];
    public int[] MinuteCounts { get; set; } = [];
    public long[] HourBuckets { get; set; } = [];
    public int[] HourCounts { get; set; } = [];
    public long[] DayBuckets { get; set; } = [];
    public int[] DayCounts { get; set; } = [];
}
