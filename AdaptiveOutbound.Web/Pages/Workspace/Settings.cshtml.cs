using System.Globalization;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>The workspace's preferences.</summary>
internal sealed class SettingsModel(ReadSettings read, ChangeSettings change) : WorkspacePage
{
    /// <summary>As typed: what is no number stays in its field.</summary>
    [BindProperty] public string? MatchDays { get; set; }

    [BindProperty] public string? NoMatchDays { get; set; }

    /// <summary>Of one kind alone; empty: the general ones.</summary>
    [BindProperty] public string? AccountMatchDays { get; set; }

    [BindProperty] public string? AccountNoMatchDays { get; set; }

    [BindProperty] public string? ContactMatchDays { get; set; }

    [BindProperty] public string? ContactNoMatchDays { get; set; }

    [BindProperty] public bool AutoEnrich { get; set; }

    [BindProperty] public string? TimeZone { get; set; }

    /// <summary>Empty: no limit.</summary>
    [BindProperty] public string? PerJob { get; set; }

    [BindProperty] public string? PerDay { get; set; }

    [BindProperty] public string? PerMonth { get; set; }

    [BindProperty] public bool Reveal { get; set; }

    /// <summary>What the reader saw: another change since is not overwritten unasked.</summary>
    [BindProperty] public int Revision { get; set; }

    public bool HasKindDays => new[] { AccountMatchDays, AccountNoMatchDays, ContactMatchDays, ContactNoMatchDays }.Any(days => !string.IsNullOrEmpty(days));

    public bool Stale { get; private set; }

    /// <summary>By field, what is wrong with it.</summary>
    public Dictionary<string, string> Trouble { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await read.ExecuteAsync(Workspace.WorkspaceId, HttpContext.RequestAborted) is not { } now) return NotFound();
        (PerJob, PerDay, PerMonth) = (Text(now.CreditLimits?.PerJob), Text(now.CreditLimits?.PerDay), Text(now.CreditLimits?.PerMonth));
        (MatchDays, NoMatchDays, TimeZone, Reveal, Revision) = (Text(now.Freshness.MatchDays), Text(now.Freshness.NoMatchDays), now.TimeZone, now.RevealPersonalEmails, now.Revision);
        (AccountMatchDays, AccountNoMatchDays) = (Text(now.Freshness.Accounts?.MatchDays), Text(now.Freshness.Accounts?.NoMatchDays));
        (ContactMatchDays, ContactNoMatchDays, AutoEnrich) = (Text(now.Freshness.Contacts?.MatchDays), Text(now.Freshness.Contacts?.NoMatchDays), now.AutoEnrich);
        return Page();
    }

    [LeastRole(WorkspaceRole.Admin)]
    public async Task<IActionResult> OnPostAsync()
    {
        int? match = Days("freshness.matchDays", MatchDays), noMatch = Days("freshness.noMatchDays", NoMatchDays);
        var limits = new CreditLimits(Credits("creditLimits.perJob", PerJob), Credits("creditLimits.perDay", PerDay), Credits("creditLimits.perMonth", PerMonth));
        var accounts = new KindFreshness(OwnDays("freshness.accounts.matchDays", AccountMatchDays), OwnDays("freshness.accounts.noMatchDays", AccountNoMatchDays));
        var contacts = new KindFreshness(OwnDays("freshness.contacts.matchDays", ContactMatchDays), OwnDays("freshness.contacts.noMatchDays", ContactNoMatchDays));
        if (match is not { } matchDays || noMatch is not { } noMatchDays || Trouble.Count > 0) return Page();
        var wanted = new WantedSettings(AutoEnrich, Reveal, limits, new FreshnessDays(matchDays, noMatchDays, accounts, contacts), (TimeZone ?? "").Trim());
        switch (await change.ExecuteAsync(Workspace.WorkspaceId, wanted, Revision, Actor, HttpContext.RequestAborted))
        {
            case ChangeSettingsResult.Changed { Done: true }:
                return Done("/settings", "The settings were saved.");
            case ChangeSettingsResult.Refused refused:
                Trouble = refused.Problems.GroupBy(p => p.Field).ToDictionary(p => p.Key, p => p.First().Message);
                return Page();
            default:
                if (await read.ExecuteAsync(Workspace.WorkspaceId, HttpContext.RequestAborted) is not { } now) return NotFound();
                ModelState.Remove(nameof(Revision));
                (Revision, Stale) = (now.Revision, true);
                return Page();
        }
    }

    private static string Text(int days) => days.ToString(CultureInfo.InvariantCulture);

    private static string? Text(int? days) => days?.ToString(CultureInfo.InvariantCulture);

    private int? OwnDays(string field, string? typed) => string.IsNullOrWhiteSpace(typed) ? null : Days(field, typed);

    private static string? Text(decimal? credits) => credits?.ToString("0.####", CultureInfo.InvariantCulture);

    private decimal? Credits(string field, string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed)) return null;
        if (decimal.TryParse(typed, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var credits)) return credits;
        Trouble[field] = "Enter a number of credits, such as 1500 or 99.5, without a comma, or leave it empty for no limit.";
        return null;
    }

    // Whether the number is in range the use case says.
    private int? Days(string field, string? typed)
    {
        if (int.TryParse(typed, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var days)) return days;
        Trouble[field] = string.IsNullOrWhiteSpace(typed) ? "Enter a number of days, 1 to 3,650." : "Enter a whole number of days, 1 to 3,650.";
        return null;
    }
}
