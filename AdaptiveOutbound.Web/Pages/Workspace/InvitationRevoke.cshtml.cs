using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Asks before an invitation is taken back.</summary>
[LeastRole(WorkspaceRole.Admin)]
internal sealed class InvitationRevokeModel(ListInvitations invitations, RevokeInvitation revoke) : WorkspacePage
{
    [BindProperty(SupportsGet = true, Name = "invitation")] public Guid InvitationId { get; set; }

    public InvitationView Invitation { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if ((await invitations.ExecuteAsync(Workspace.WorkspaceId, HttpContext.RequestAborted)).FirstOrDefault(i => i.Id == InvitationId) is not { } found) return NotFound();
        Invitation = found;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync() => await revoke.ExecuteAsync(Workspace.WorkspaceId, InvitationId, Actor, HttpContext.RequestAborted)
        ? Done("/members", "The invitation was taken back. Its link works no more.")
        : NotFound(); // used or taken back meanwhile, or of another workspace
}
