using AdaptiveOutbound.Data.Users;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Access.Passkeys;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Account;

/// <summary>How the reader signs in: passkeys, password, sessions.</summary>
internal sealed class IndexModel(UserPasskeys passkeys, ChangePassword change, SignInManager<User> signIn) : AccountPage(signIn)
{
    [BindProperty] public string? PasskeyName { get; set; }

    [BindProperty] public string? Credential { get; set; }

    [BindProperty] public string? Current { get; set; }

    [BindProperty] public string? Password { get; set; }

    public IReadOnlyList<UserPasskeyInfo> Passkeys { get; private set; } = [];

    public bool HasPassword => Account.PasswordHash is not null;

    /// <summary>By field, what is wrong with it; of the whole under the empty name.</summary>
    public IReadOnlyDictionary<string, string> Trouble { get; private set; } = new Dictionary<string, string>();

    public async Task OnGetAsync() => Passkeys = await passkeys.ListAsync(Account);

    public async Task<IActionResult> OnPostOptionsAsync() => Content(await passkeys.CreationOptionsAsync(Account), "application/json");

    public async Task<IActionResult> OnPostPasskeyAsync() =>
        await passkeys.AddAsync(Account, Credential ?? "", PasskeyName ?? "") is { } trouble
            ? await AgainAsync(new Dictionary<string, string> { [""] = trouble })
            : Done("/account", "The passkey was added. Sign in with it next time.");

    public async Task<IActionResult> OnPostPasswordAsync() =>
        await change.ExecuteAsync(Account, Current ?? "", Password ?? "") is { Count: > 0 } trouble
            ? await AgainAsync(trouble)
            : Done("/account", "The password was changed. Other sessions end within a minute.");

    public async Task<IActionResult> OnPostEverywhereAsync()
    {
        await Session.UserManager.UpdateSecurityStampAsync(Account);
        await Session.SignOutAsync();
        return Redirect("/sign-in");
    }

    private async Task<IActionResult> AgainAsync(IReadOnlyDictionary<string, string> trouble)
    {
        Trouble = trouble;
        await OnGetAsync();
        return Page();
    }
}
