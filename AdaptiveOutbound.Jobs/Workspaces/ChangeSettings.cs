using System.Globalization;
using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Credits;

namespace AdaptiveOutbound.Jobs.Workspaces;

/// <summary>Settings as somebody wants them.</summary>
internal sealed record WantedSettings(bool AutoEnrich, bool RevealPersonalEmails, CreditLimits? CreditLimits, FreshnessDays Freshness, string TimeZone);

/// <summary>What is wrong with one field. Codes: <c>invalid_value, too_many</c>.</summary>
internal sealed record SettingsProblem(string Field, string Code, string Message);

/// <summary>Changes a workspace's preferences as a whole.</summary>
internal sealed class ChangeSettings(SettingsRows rows, TimeProvider clock)
{
    private const int MostDays = 3_650;
    private const decimal MostCredits = 1_000_000_000;

    /// <summary>Writes them, if nobody changed the settings or a key since <paramref name="revision"/> (null: whatever was changed).</summary>
    public async Task<ChangeSettingsResult> ExecuteAsync(Guid workspaceId, WantedSettings wanted, int? revision, string by, CancellationToken cancellationToken)
    {
        if (Check(wanted) is { Count: > 0 } problems)
            return new ChangeSettingsResult.Refused(problems);
        if (await rows.FindAsync(workspaceId, cancellationToken) is not { } old || (revision is { } seen && seen != old.Revision))
            return new ChangeSettingsResult.Changed(Done: false);
        var row = old with
        {
            RevealPersonalEmails = wanted.RevealPersonalEmails, Freshness = FreshnessOf(wanted.Freshness), TimeZone = wanted.TimeZone, Limits = LimitsOf(wanted.CreditLimits), AutoEnrich = wanted.AutoEnrich,
        };
        if (row == old)
            return new ChangeSettingsResult.Changed(Done: true);
        return new ChangeSettingsResult.Changed(await rows.ChangeAsync(workspaceId, row, new AuditLine(by, AuditActions.SettingsChanged, "settings", Difference(old, row)), Following(workspaceId, old, row), cancellationToken));
    }

    // Another zone has another day: what waits for the turn of one is tried too.
    private List<IBatchEffect> Following(Guid workspaceId, SettingsRow old, SettingsRow row)
    {
        if (old.Limits == row.Limits && old.TimeZone == row.TimeZone) return [];
        var today = UsageDays.Today(clock, row.TimeZone);
        return [new GoOnWithinBudget(workspaceId), new RaiseBudgetAlerts(workspaceId, today, UsageDays.EndOfDay(today, row.TimeZone), UsageDays.EndOfMonth(today, row.TimeZone), 0)];
    }

    private static FreshnessRow FreshnessOf(FreshnessDays days) =>
        new(days.MatchDays, days.NoMatchDays, days.Accounts?.MatchDays, days.Accounts?.NoMatchDays, days.Contacts?.MatchDays, days.Contacts?.NoMatchDays);

    private static LimitsRow LimitsOf(CreditLimits? limits) => limits is null ? default : new(limits.PerJob, limits.PerDay, limits.PerMonth);

    private static List<SettingsProblem> Check(WantedSettings wanted)
    {
        List<SettingsProblem> problems = [];
        CheckCredits("creditLimits.perJob", wanted.CreditLimits?.PerJob);
        CheckCredits("creditLimits.perDay", wanted.CreditLimits?.PerDay);
        CheckCredits("creditLimits.perMonth", wanted.CreditLimits?.PerMonth);
        CheckDays("freshness.matchDays", wanted.Freshness.MatchDays);
        CheckDays("freshness.noMatchDays", wanted.Freshness.NoMatchDays);
        foreach (var (kind, days) in new[] { ("accounts", wanted.Freshness.Accounts), ("contacts", wanted.Freshness.Contacts) })
        {
            CheckDays($"freshness.{kind}.matchDays", days?.MatchDays ?? 1);
            CheckDays($"freshness.{kind}.noMatchDays", days?.NoMatchDays ?? 1);
        }

        if (TimeZones.Find(wanted.TimeZone) is null)
            problems.Add(new("timeZone", "invalid_value", TimeZones.Unknown));
        return problems;

        void CheckCredits(string field, decimal? credits)
        {
            if (credits is < 0 or > MostCredits || (credits is { } some && decimal.Round(some, 4) != some))
                problems.Add(new(field, "invalid_value", string.Create(CultureInfo.InvariantCulture, $"It must be from 0 to {MostCredits:N0} credits with at most 4 decimal places, and {credits} is not. Without a limit it is left empty.")));
        }

        void CheckDays(string field, int days)
        {
            if (days is < 1 or > MostDays)
                problems.Add(new(field, "invalid_value", string.Create(CultureInfo.InvariantCulture, $"It must be from 1 to {MostDays:N0} days, and {days} is not.")));
        }
    }

    private static Dictionary<string, string> Difference(SettingsRow old, SettingsRow row)
    {
        var changed = new Dictionary<string, string>(StringComparer.Ordinal);
        Note("revealPersonalEmails", old.RevealPersonalEmails, row.RevealPersonalEmails);
        Note("autoEnrich", old.AutoEnrich, row.AutoEnrich);
        Note("matchDays", old.Freshness.MatchDays, row.Freshness.MatchDays);
        Note("noMatchDays", old.Freshness.NoMatchDays, row.Freshness.NoMatchDays);
        Note("accountMatchDays", Days(old.Freshness.AccountMatchDays), Days(row.Freshness.AccountMatchDays));
        Note("accountNoMatchDays", Days(old.Freshness.AccountNoMatchDays), Days(row.Freshness.AccountNoMatchDays));
        Note("contactMatchDays", Days(old.Freshness.ContactMatchDays), Days(row.Freshness.ContactMatchDays));
        Note("contactNoMatchDays", Days(old.Freshness.ContactNoMatchDays), Days(row.Freshness.ContactNoMatchDays));
        Note("timeZone", old.TimeZone, row.TimeZone);
        Note("creditsPerJob", Limit(old.Limits.PerJob), Limit(row.Limits.PerJob));
        Note("creditsPerDay", Limit(old.Limits.PerDay), Limit(row.Limits.PerDay));
        Note("creditsPerMonth", Limit(old.Limits.PerMonth), Limit(row.Limits.PerMonth));
        return changed;

        static string Days(int? days) => days?.ToString(CultureInfo.InvariantCulture) ?? "general";

        static string Limit(decimal? credits) => credits?.ToString("0.####", CultureInfo.InvariantCulture) ?? "no limit";

        void Note<T>(string name, T before, T after)
        {
            if (!Equals(before, after))
                changed[name] = string.Create(CultureInfo.InvariantCulture, $"{before} → {after}");
        }
    }
}

/// <summary>What came of changing settings.</summary>
internal abstract record ChangeSettingsResult
{
    private ChangeSettingsResult() { }

    /// <summary>They are as wanted; or not <paramref name="Done"/>, since somebody else changed them or a key meanwhile.</summary>
    public sealed record Changed(bool Done) : ChangeSettingsResult;

    /// <summary>Nothing was changed.</summary>
    public sealed record Refused(IReadOnlyList<SettingsProblem> Problems) : ChangeSettingsResult;
}
