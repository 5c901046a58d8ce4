using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Mvc;
using Who = AdaptiveOutbound.Jobs.Members.Actor;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Members and open invitations; admins invite.</summary>
internal sealed class MembersModel(ListMembers members, ListInvitations invitations, InviteMember invite, PublicAddress address) : WorkspacePage
{
    [BindProperty] public string? Email { get; set; }

    [BindProperty] public string? NewRole { get; set; }

    public IReadOnlyList<MemberView> Members { get; private set; } = [];

    public IReadOnlyList<InvitationView> Invitations { get; private set; } = [];

    /// <summary>The link of the invitation that was just made: shown in this answer only.</summary>
    public string? Link { get; private set; }

    /// <summary>Why nobody was invited.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The roles that the reader may give.</summary>
    public IEnumerable<WorkspaceRole> Allowed => Enum.GetValues<WorkspaceRole>().Where(new Who(Actor, Role).MayHandle);

    public WorkspaceRole Wanted => WorkspaceRoleText.Parse(NewRole ?? "") ?? WorkspaceRole.Member;

    public async Task OnGetAsync()
    {
        Members = await members.ExecuteAsync(Workspace.WorkspaceId, HttpContext.RequestAborted);
        if (May(WorkspaceRole.Admin)) Invitations = await invitations.ExecuteAsync(Workspace.WorkspaceId, HttpContext.RequestAborted);
    }

    [LeastRole(WorkspaceRole.Admin)]
    public async Task<IActionResult> OnPostInviteAsync()
    {
        if (WorkspaceRoleText.Parse(NewRole ?? "") is null)
        {
            Trouble = "Choose a role that the form offers.";
            await OnGetAsync();
            return Page();
        }

        switch (await invite.ExecuteAsync(Workspace.WorkspaceId, (Email ?? "").Trim(), Wanted, new Who(Actor, Role), HttpContext.RequestAborted))
        {
            case InviteResult.Made made:
                (Link, Email) = (address.Of(Request, $"/invitation?code={made.Secret}"), made.Email);
                break;
            case InviteResult.Refused refused:
                Trouble = refused.Message;
                break;
        }

        await OnGetAsync();
        return Page();
    }
}
