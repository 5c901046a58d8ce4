using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Says what undoing an import would take away, and does it.</summary>
[LeastRole(WorkspaceRole.Member)]
internal sealed class ImportUndoModel(RehearseUndo rehearse, UndoImport undo, ReadJobs jobs) : WorkspacePage
{
    public JobView Job { get; private set; } = null!;

    public ImportPayload Payload { get; private set; } = null!;

    public UndoRehearsal Would { get; private set; } = null!;

    /// <summary>Why it is not possible now.</summary>
    public string? Trouble { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id) => await LoadAsync(id) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        switch (await undo.ExecuteAsync(Workspace.WorkspaceId, id, Actor, CancellationToken.None))
        {
            case UndoAnswer.Started:
                return Redirect($"{Root}/imports/{id}"); // whose page says how far the undo is
            case UndoAnswer.Conflict conflict:
                Trouble = conflict.Message;
                return await LoadAsync(id) ? Page() : NotFound();
            default:
                return NotFound();
        }
    }

    private async Task<bool> LoadAsync(Guid id)
    {
        var ct = HttpContext.RequestAborted;
        if (await jobs.FindAsync(Workspace.WorkspaceId, id, ct) is not { } job || await rehearse.ExecuteAsync(Workspace.WorkspaceId, id, ct) is not { } would) return false;
        (Job, Would, Payload) = (job, would, PayloadJson.Read<ImportPayload>(job.Payload));
        return true;
    }
}
