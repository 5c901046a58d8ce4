using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>The workspace's preferences.</summary>
internal sealed class SettingsModel(ReadSettings read, ChangeSettings change) : WorkspacePage
{
    [BindProperty] public int MatchDays { get; set; }

    [BindProperty] public int NoMatchDays { get; set; }

    [BindProperty] public string? TimeZone { get; set; }

    [BindProperty] public bool Reveal { get; set; }

    /// <summary>What the reader saw: another change since is not overwritten unasked.</summary>
    [BindProperty] public int Revision { get; set; }

    public bool Stale { get; private set; }

    /// <summary>By field, what is wrong with it.</summary>
    public IReadOnlyDictionary<string, string> Trouble { get; private set; } = new Dictionary<string, string>();

    public async Task<IActionResult> OnGetAsync()
    {
        if (await read.ExecuteAsync(Workspace.WorkspaceId, HttpContext.RequestAborted) is not { } now) return NotFound();
        (MatchDays, NoMatchDays, TimeZone, Reveal, Revision) = (now.Freshness.MatchDays, now.Freshness.NoMatchDays, now.TimeZone, now.RevealPersonalEmails, now.Revision);
        return Page();
    }

    [LeastRole(WorkspaceRole.Admin)]
    public async Task<IActionResult> OnPostAsync()
    {
        var wanted = new WantedSettings(AutoEnrich: false, Reveal, CreditLimits: null, new FreshnessDays(MatchDays, NoMatchDays), (TimeZone ?? "").Trim());
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
}
