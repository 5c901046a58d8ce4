using AdaptiveOutbound.Jobs.Schedules;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>The workspace's recurring work.</summary>
internal sealed class SchedulesModel(ReadSchedules read) : WorkspacePage
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true, Name = "cursor")] public string? Cursor { get; set; }

    public IReadOnlyList<ScheduleView> Schedules { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        var page = await read.ListAsync(Workspace.WorkspaceId, Guid.TryParse(Cursor, out var before) ? before : null, PageSize, HttpContext.RequestAborted);
        (Schedules, Pager) = (page.Data, Pager.Of(Request, $"{Words.Count(page.Data.Count, "schedule")}, newest first", page.Next));
    }
}
