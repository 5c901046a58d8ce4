using System.Globalization;
using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Workspaces;

/// <summary>Settings as somebody wants them.</summary>
internal sealed record WantedSettings(bool AutoEnrich, bool RevealPersonalEmails, CreditLimits? CreditLimits, FreshnessDays Freshness, string TimeZone);

/// <summary>What is wrong with one field. Codes: <c>invalid_value, not_available</c>.</summary>
internal sealed record SettingsProblem(string Field, string Code, string Message);

/// <summary>Changes a workspace's preferences as a whole.</summary>
internal sealed class ChangeSettings(SettingsRows rows)
{
    private const int MostDays = 3_650;

    /// <summary>Writes them, if nobody changed the settings or a key since <paramref name="revision"/> (null: whatever was changed).</summary>
    public async Task<ChangeSettingsResult> ExecuteAsync(Guid workspaceId, WantedSettings wanted, int? revision, string by, CancellationToken cancellationToken)
    {
        if (Check(wanted) is { Count: > 0 } problems)
            return new ChangeSettingsResult.Refused(problems);
        if (await rows.FindAsync(workspaceId, cancellationToken) is not { } old || (revision is { } seen && seen != old.Revision))
            return new ChangeSettingsResult.Changed(Done: false);
        var row = old with { RevealPersonalEmails = wanted.RevealPersonalEmails, MatchDays = wanted.Freshness.MatchDays, NoMatchDays = wanted.Freshness.NoMatchDays, TimeZone = wanted.TimeZone };
        if (row == old)
            return new ChangeSettingsResult.Changed(Done: true);
        return new ChangeSettingsResult.Changed(await rows.ChangeAsync(workspaceId, row, new AuditLine(by, AuditActions.SettingsChanged, "settings", Difference(old, row)), cancellationToken));
    }

    private static List<SettingsProblem> Check(WantedSettings wanted)
    {
        List<SettingsProblem> problems = [];
        if (wanted.AutoEnrich)
            problems.Add(new("autoEnrich", "not_available", "Enriching by itself is not available in this version: leave autoEnrich false."));
        if (wanted.CreditLimits is not null)
            problems.Add(new("creditLimits", "not_available", "Credit limits are not available in this version: leave creditLimits null."));
        CheckDays("freshness.matchDays", wanted.Freshness.MatchDays);
        CheckDays("freshness.noMatchDays", wanted.Freshness.NoMatchDays);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(wanted.TimeZone, out var zone) || !zone.HasIanaId || zone.Id != wanted.TimeZone)
            problems.Add(new("timeZone", "invalid_value", "This is no time zone that is known here: use an IANA name such as Europe/Berlin or UTC."));
        return problems;

        void CheckDays(string field, int days)
        {
            if (days is < 1 or > MostDays)
                problems.Add(new(field, "invalid_value", string.Create(CultureInfo.InvariantCulture, $"{field} is {days}: it must be from 1 to {MostDays} days.")));
        }
    }

    private static Dictionary<string, string> Difference(SettingsRow old, SettingsRow row)
    {
        var changed = new Dictionary<string, string>(StringComparer.Ordinal);
        Note("revealPersonalEmails", old.RevealPersonalEmails, row.RevealPersonalEmails);
        Note("matchDays", old.MatchDays, row.MatchDays);
        Note("noMatchDays", old.NoMatchDays, row.NoMatchDays);
        Note("timeZone", old.TimeZone, row.TimeZone);
        return changed;

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
