using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;
using Who = AdaptiveOutbound.Jobs.Members.Actor;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Changes the role of a member, makes a reset link for them, or removes them.</summary>
[LeastRole(WorkspaceRole.Admin)]
internal sealed class MemberModel(ListMembers members, ChangeMemberRole change, RemoveMember remove, MemberResetLink reset, PublicAddress address) : WorkspacePage
{
    [BindProperty(SupportsGet = true, Name = "user")] public Guid UserId { get; set; }

    [BindProperty] public string? NewRole { get; set; }

    public MemberView Member { get; private set; } = null!;

    /// <summary>Why nothing was changed.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The role that the form shows: what was chosen and refused, or what it is.</summary>
    public WorkspaceRole Wanted => WorkspaceRoleText.Parse(NewRole ?? "") ?? Member.Role;

    /// <summary>The reset link that was just made: shown in this answer only.</summary>
    public string? Link { get; private set; }

    public bool MayHandle => Me.MayHandle(Member.Role);

    /// <summary>The roles that the reader may give.</summary>
    public IEnumerable<WorkspaceRole> Allowed => Enum.GetValues<WorkspaceRole>().Where(Me.MayHandle);

    private Who Me => new(Actor, Role);

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ? Page() : NotFound();

    public async Task<IActionResult> OnPostRoleAsync()
    {
        if (!await FindAsync()) return NotFound();
        if (WorkspaceRoleText.Parse(NewRole ?? "") is not { } role) return BadRequest();
        return Answer(await change.ExecuteAsync(Workspace.WorkspaceId, UserId, role, Me, HttpContext.RequestAborted), $"{Member.Name} is {NewRole} now.");
    }

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        if (!await FindAsync()) return NotFound();
        var result = await remove.ExecuteAsync(Workspace.WorkspaceId, UserId, Me, HttpContext.RequestAborted);
        return result is MemberResult.Done && UserId == SignedIn.IdOf(User) ? Redirect("/") : Answer(result, $"{Member.Name} was removed.");
    }

    public async Task<IActionResult> OnPostResetAsync()
    {
        if (!await FindAsync()) return NotFound();
        var (path, trouble) = await reset.ExecuteAsync(Workspace.WorkspaceId, Member, Me, SignedIn.IdOf(User)!.Value, HttpContext.RequestAborted);
        (Link, Trouble) = (path is null ? null : address.Of(Request, path), trouble);
        return Page();
    }

    private IActionResult Answer(MemberResult result, string done)
    {
        switch (result)
        {
            case MemberResult.Done:
                return Done("/members", done);
            case MemberResult.Refused refused:
                Trouble = refused.Message;
                return Page();
            default:
                return NotFound();
        }
    }

    private async Task<bool> FindAsync()
    {
        if ((await members.ExecuteAsync(Workspace.WorkspaceId, HttpContext.RequestAborted)).FirstOrDefault(m => m.UserId == UserId) is not { } found) return false;
        Member = found;
        return true;
    }
}
