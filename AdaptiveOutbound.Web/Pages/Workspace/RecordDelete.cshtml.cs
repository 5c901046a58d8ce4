using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Asks once more before a record is deleted, and deletes it.</summary>
[LeastRole(WorkspaceRole.Member)]
internal sealed class RecordDeleteModel(FindRecord find, DeleteRecords delete) : OfKindPage
{
    public RecordView Record { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await find.ExecuteAsync(Workspace.WorkspaceId, Kind, id, HttpContext.RequestAborted) is not { } record) return NotFound();
        Record = record;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id) =>
        await delete.ExecuteAsync(Workspace.WorkspaceId, Kind, [id], CancellationToken.None, Actor) > 0 ? Done($"/{Plural}", $"The {Singular} is deleted.") : NotFound();
}
