using AdaptiveOutbound.Jobs.Schedules;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Changes a schedule.</summary>
[LeastRole(WorkspaceRole.Admin)]
internal sealed class ScheduleEditModel(ReadSchedules read, SaveSchedule save, OutboundHost host) : ScheduleFormPage(read, host)
{
    [BindProperty(SupportsGet = true, Name = "schedule")] public Guid ScheduleId { get; set; }

    public override bool IsNew => false;

    public override string Address => $"{Root}/schedules/{ScheduleId}/edit";

    public override string Back => $"{Root}/schedules/{ScheduleId}";

    public async Task<IActionResult> OnGetAsync()
    {
        if (await Schedules.FindAsync(Workspace.WorkspaceId, ScheduleId, HttpContext.RequestAborted) is not { } found) return NotFound();
        Fill(found);
        return Page();
    }

    public async Task<IActionResult> OnPostTimesAsync() =>
        await KeepAsync() ? ShowTimes() : NotFound();

    private async Task<bool> KeepAsync() => (Kept = (await Schedules.FindAsync(Workspace.WorkspaceId, ScheduleId, HttpContext.RequestAborted))?.Filter) is not null;

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await KeepAsync()) return NotFound();
        if (Read() is not { } wanted) return Page();
        switch (await save.ChangeAsync(Workspace.WorkspaceId, ScheduleId, wanted, Revision, Owner, CancellationToken.None))
        {
            case SaveScheduleResult.Saved: return Done($"/schedules/{ScheduleId}", "The schedule was saved.");
            case SaveScheduleResult.Refused refused: return Refused(refused);
            case SaveScheduleResult.NotFound: return NotFound();
        }

        if (await Schedules.FindAsync(Workspace.WorkspaceId, ScheduleId, HttpContext.RequestAborted) is not { } now) return NotFound();
        ModelState.Remove(nameof(Revision));
        (Revision, Stale) = (now.Revision, true);
        return Page();
    }
}
