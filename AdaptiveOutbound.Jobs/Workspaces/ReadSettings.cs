using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Keys;

namespace AdaptiveOutbound.Jobs.Workspaces;

/// <summary>Reads a workspace's settings, what it has spent and its keys.</summary>
internal sealed class ReadSettings(SettingsRows rows, UsageRows usage, ListKeys keys, TimeProvider clock)
{
    /// <summary>The settings; null when there is no such workspace.</summary>
    public async Task<SettingsView?> ExecuteAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(workspaceId, cancellationToken) is not { } row)
            return null;
        var today = UsageDays.Today(clock, row.TimeZone);
        var month = await usage.ListAsync(workspaceId, new DateOnly(today.Year, today.Month, 1), today, cancellationToken);
        var used = new CreditsUsed(month.Where(d => d.Day == today).Sum(d => d.Credits), month.Sum(d => d.Credits));
        var known = KeyView.All(await keys.ExecuteAsync(workspaceId, cancellationToken));
        return new(row.AutoEnrich, row.RevealPersonalEmails, LimitsOf(row.Limits), FreshnessOf(row.Freshness), row.TimeZone, used, row.LastEnrichedAt, known)
        {
            Revision = row.Revision,
        };
    }

    private static FreshnessDays FreshnessOf(FreshnessRow row) =>
        new(row.MatchDays, row.NoMatchDays, KindOf(row.AccountMatchDays, row.AccountNoMatchDays), KindOf(row.ContactMatchDays, row.ContactNoMatchDays));

    private static KindFreshness? KindOf(int? match, int? noMatch) => match is null && noMatch is null ? null : new(match, noMatch);

    private static CreditLimits? LimitsOf(LimitsRow limits) => limits == default ? null : new(limits.PerJob, limits.PerDay, limits.PerMonth);
}
