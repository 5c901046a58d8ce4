using AdaptiveOutbound.Jobs.Schedules;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Asks before a schedule is removed.</summary>
[LeastRole(WorkspaceRole.Admin)]
internal sealed class ScheduleRemoveModel(ReadSchedules read, DeleteSchedule delete) : WorkspacePage
{
    [BindProperty(SupportsGet = true, Name = "schedule")] public Guid ScheduleId { get; set; }

    public ScheduleView Schedule { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await read.FindAsync(Workspace.WorkspaceId, ScheduleId, HttpContext.RequestAborted) is not { } found) return NotFound();
        Schedule = found;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync() =>
        await delete.ExecuteAsync(Workspace.WorkspaceId, ScheduleId, Actor, CancellationToken.None) ? Done("/schedules", "The schedule was removed.") : NotFound();
}
