using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Says what cancelling a job would lose, and does it.</summary>
[LeastRole(WorkspaceRole.Member)]
internal sealed class JobStopModel(ReadJobs jobs, CancelJob cancel) : WorkspacePage
{
    public JobView Job { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await jobs.FindAsync(Workspace.WorkspaceId, id, HttpContext.RequestAborted) is not { } job) return NotFound();
        Job = job;
        return job.HasEnded ? Redirect($"{Root}/jobs/{id}") : Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id) =>
        Steered(id, await cancel.ExecuteAsync(Workspace.WorkspaceId, id, CancellationToken.None, Actor), "The job was cancelled. What was enriched so far stays.");
}
