using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Data.Users;
using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AdaptiveOutbound.Web.Pages;

/// <summary>What stands between the reader and a membership.</summary>
internal enum InvitationState
{
    /// <summary>Nobody has the address yet.</summary>
    NewUser,

    /// <summary>The address has an account.</summary>
    SignInFirst,

    /// <summary>Signed in with another address.</summary>
    OtherUser,

    /// <summary>Signed in with this address.</summary>
    Mine,
}

/// <summary>Uses an invitation: makes its user, or adds the one who is signed in.</summary>
internal sealed class InvitationModel(FindInvitation find, AcceptInvitation accept, MakeUser make, SignInManager<User> signIn) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "code")] public string? Code { get; set; }

    [BindProperty] public string? Name { get; set; }

    [BindProperty] public string? Password { get; set; }

    /// <summary>The invitation; null when it cannot be used.</summary>
    public OpenInvitation? Open { get; private set; }

    public InvitationState State { get; private set; }

    /// <summary>By field, what is wrong with it.</summary>
    public IReadOnlyDictionary<string, string> Trouble { get; private set; } = new Dictionary<string, string>();

    /// <summary>Why the reader has not joined.</summary>
    public string? Refusal { get; private set; }

    public async Task OnGetAsync()
    {
        Open = await find.ExecuteAsync(Code ?? "", HttpContext.RequestAborted);
        if (Open is null) return;
        State = User.Identity?.IsAuthenticated == true
            ? string.Equals(SignedIn.ActorOf(User), Open.Email, StringComparison.OrdinalIgnoreCase) ? InvitationState.Mine : InvitationState.OtherUser
            : await signIn.UserManager.FindByEmailAsync(Open.Email) is null ? InvitationState.NewUser : InvitationState.SignInFirst;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await OnGetAsync();
        if (Open is null || State is InvitationState.SignInFirst or InvitationState.OtherUser) return Page();
        var user = State == InvitationState.Mine ? await signIn.UserManager.GetUserAsync(User) : await MakeAsync(Open.Email);
        if (user is null) return Page();
        if (State == InvitationState.NewUser) await signIn.SignInAsync(user, isPersistent: true);
        if (await accept.ExecuteAsync(Code!, user.Id, user.Email!, CancellationToken.None) is not MemberResult.Refused refused) return Redirect("/");
        Refusal = refused.Message;
        return Page();
    }

    private async Task<User?> MakeAsync(string email)
    {
        var (user, trouble) = await make.ExecuteAsync((Name ?? "").Trim(), email, Password ?? "", isOperator: false);
        Trouble = trouble;
        return user;
    }
}
