using AdaptiveOutbound.Jobs.Schedules;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Makes a schedule.</summary>
[LeastRole(WorkspaceRole.Admin)]
internal sealed class ScheduleNewModel(ReadSchedules read, SaveSchedule save, ReadSettings settings, OutboundHost host) : ScheduleFormPage(read, host)
{
    public override bool IsNew => true;

    public override string Address => $"{Root}/schedules/new";

    public override string Back => $"{Root}/schedules";

    public async Task<IActionResult> OnGetAsync()
    {
        (Which, Cron) = ("stale", "30 2 * * *");
        TimeZone = (await settings.ExecuteAsync(Workspace.WorkspaceId, HttpContext.RequestAborted))?.TimeZone ?? "UTC";
        return Page();
    }

    public IActionResult OnPostTimes() => ShowTimes();

    public async Task<IActionResult> OnPostAsync()
    {
        if (Read() is not { } wanted) return Page();
        return await save.AddAsync(Workspace.WorkspaceId, wanted, Owner, CancellationToken.None) switch
        {
            SaveScheduleResult.Saved saved => Done($"/schedules/{saved.Schedule.Id}", "The schedule was made."),
            SaveScheduleResult.Refused refused => Refused(refused),
            _ => NotFound(),
        };
    }
}
