using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>One record: its values, where each comes from, and what happened to it.</summary>
internal sealed class RecordShowModel(FindRecord find, ReadRecordHistory history) : OfKindPage
{
    public RecordView Record { get; private set; } = null!;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<RecordEvent> History { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        var ct = HttpContext.RequestAborted;
        if (await find.ExecuteAsync(Workspace.WorkspaceId, Kind, id, ct) is not { } record) return NotFound();
        Record = record;
        History = await history.ExecuteAsync(Workspace.WorkspaceId, Kind, record, ct);
        return Page();
    }
}
