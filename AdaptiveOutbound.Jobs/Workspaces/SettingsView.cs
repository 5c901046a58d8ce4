using AdaptiveOutbound.Jobs.Keys;
using System.Text.Json.Serialization;

namespace AdaptiveOutbound.Jobs.Workspaces;

/// <summary>A workspace's settings as people and scripts see them.</summary>
/// <param name="AutoEnrich">Whether new and changed records are enriched by themselves.</param>
/// <param name="CreditLimits">The most credits that may be spent; null: no limits.</param>
/// <param name="TimeZone">IANA name; days and months of use are counted in it.</param>
/// <param name="LastEnrichedAt">When an enrichment last ended; null: never.</param>
internal sealed record SettingsView(bool AutoEnrich, bool RevealPersonalEmails, CreditLimits? CreditLimits, FreshnessDays Freshness, string TimeZone,
    CreditsUsed CreditsUsed, DateTimeOffset? LastEnrichedAt, IReadOnlyList<KeyView> Keys)
{
    /// <summary>Rises with each change; a change names the one that it was made from.</summary>
    [JsonIgnore] public int Revision { get; init; }
}

/// <summary>The most credits per job, day and month of the time zone: 0 to 1,000,000,000; null is no limit.</summary>
internal sealed record CreditLimits(decimal? PerJob, decimal? PerDay, decimal? PerMonth);

/// <summary>For how many days an answer is used again, and after how many a schedule takes it for too old: 1 to 3,650.</summary>
/// <param name="Accounts">Of accounts alone; null where the general ones hold.</param>
/// <param name="Contacts">Of contacts alone.</param>
internal sealed record FreshnessDays(int MatchDays, int NoMatchDays, KindFreshness? Accounts = null, KindFreshness? Contacts = null);

/// <summary>The same of one kind of record; null where the general ones hold.</summary>
internal sealed record KindFreshness(int? MatchDays, int? NoMatchDays);

/// <summary>Credits spent today and in this month, in the workspace's time zone; the sandbox's do not count.</summary>
internal sealed record CreditsUsed(decimal Today, decimal Month);
