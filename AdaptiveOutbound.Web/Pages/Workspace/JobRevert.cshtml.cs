using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Says what reverting an enrichment would put back, and does it.</summary>
[LeastRole(WorkspaceRole.Member)]
internal sealed class JobRevertModel(RehearseRevert rehearse, RevertEnrichment revert, ReadJobs jobs) : WorkspacePage
{
    public JobView Job { get; private set; } = null!;

    public RevertRehearsal Would { get; private set; } = null!;

    /// <summary>Why it is not possible now.</summary>
    public string? Trouble { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id) => await LoadAsync(id) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        switch (await revert.ExecuteAsync(Workspace.WorkspaceId, id, Actor, CancellationToken.None))
        {
            case RevertAnswer.Started { JobId: var job }:
                return Redirect($"{Root}/jobs/{job}");
            case RevertAnswer.Conflict conflict:
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
        (Job, Would) = (job, would);
        return true;
    }
}
