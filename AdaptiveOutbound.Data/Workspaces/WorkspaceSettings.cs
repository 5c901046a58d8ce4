namespace AdaptiveOutbound.Data.Workspaces;

/// <summary>Preferences and keys of one workspace.</summary>
public sealed class WorkspaceSettings
{
    public required Guid WorkspaceId { get; init; }

    /// <summary>What may be shown of the keys, per provider: last four, fingerprint, status, times. JSON object.</summary>
    public string Keys { get; set; } = "{}";

    /// <summary>Ciphertexts per provider. Selected by the key vault only. JSON object.</summary>
    public string SealedKeys { get; set; } = "{}";

    /// <summary>Ask for personal e-mail addresses. Default off: they are personal data of a kind that needs a decision.</summary>
    public bool RevealPersonalEmails { get; set; }

    /// <summary>How long a match answers the same question, in days: 1 to 3650, default 90.</summary>
    public int MatchDays { get; set; } = 90;

    /// <summary>How long a no-match answers the same question, in days: 1 to 3650, default 14.</summary>
    public int NoMatchDays { get; set; } = 14;

    /// <summary><see cref="MatchDays"/> of accounts alone; null is the general one.</summary>
    public int? AccountMatchDays { get; set; }
    public int? AccountNoMatchDays { get; set; }

    /// <summary><see cref="MatchDays"/> of contacts alone; null is the general one.</summary>
    public int? ContactMatchDays { get; set; }
    public int? ContactNoMatchDays { get; set; }

    /// <summary>Enrich new and changed records by themselves. Default off: it spends credits.</summary>
    public bool AutoEnrich { get; set; }

    /// <summary>IANA name; days of usage are counted in it. Default UTC.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>The most credits that one job may spend; null is no limit.</summary>
    public decimal? CreditsPerJob { get; set; }

    /// <summary>The most credits that a day may cost, in <see cref="TimeZone"/>; null is no limit.</summary>
    public decimal? CreditsPerDay { get; set; }

    /// <summary>The same of a calendar month.</summary>
    public decimal? CreditsPerMonth { get; set; }

    /// <summary>Optimistic lock: rises with each write.</summary>
    public int Revision { get; set; }

    public DateTimeOffset? LastEnrichedAt { get; set; }
}
