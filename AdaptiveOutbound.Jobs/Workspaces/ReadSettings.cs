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
        return new(AutoEnrich: false, row.RevealPersonalEmails, LimitsOf(row.Limits), new(row.MatchDays, row.NoMatchDays), row.TimeZone, used, row.LastEnrichedAt, known)
        {
            Revision = row.Revision,
        };
    }

    private static CreditLimits? LimitsOf(LimitsRow limits) => limits == default ? null : new(limits.PerJob, limits.PerDay, limits.PerMonth);
}
