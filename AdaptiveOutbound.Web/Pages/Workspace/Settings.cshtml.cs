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

    [BindProperty] public string? TimeZone { get; set; }

    [BindProperty] public bool Reveal { get; set; }

    /// <summary>What the reader saw: another change since is not overwritten unasked.</summary>
    [BindProperty] public int Revision { get; set; }

    public bool Stale { get; private set; }

    /// <summary>By field, what is wrong with it.</summary>
    public Dictionary<string, string> Trouble { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await read.ExecuteAsync(Workspace.WorkspaceId, HttpContext.RequestAborted) is not { } now) return NotFound();
        (MatchDays, NoMatchDays, TimeZone, Reveal, Revision) = (Text(now.Freshness.MatchDays), Text(now.Freshness.NoMatchDays), now.TimeZone, now.RevealPersonalEmails, now.Revision);
        return Page();
    }

    [LeastRole(WorkspaceRole.Admin)]
    public async Task<IActionResult> OnPostAsync()
    {
        int? match = Days("freshness.matchDays", MatchDays), noMatch = Days("freshness.noMatchDays", NoMatchDays);
        if (match is not { } matchDays || noMatch is not { } noMatchDays) return Page();
        var wanted = new WantedSettings(AutoEnrich: false, Reveal, CreditLimits: null, new FreshnessDays(matchDays, noMatchDays), (TimeZone ?? "").Trim());
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

    // Whether the number is in range the use case says.
    private int? Days(string field, string? typed)
    {
        if (int.TryParse(typed, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var days)) return days;
        Trouble[field] = string.IsNullOrWhiteSpace(typed) ? "Enter a number of days, 1 to 3,650." : "Enter a whole number of days, 1 to 3,650.";
        return null;
    }
}
