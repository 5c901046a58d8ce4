using AdaptiveOutbound.Data.Users;
using AdaptiveOutbound.Web.Access.Passkeys;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Account;

/// <summary>Renames or removes one of the reader's passkeys.</summary>
internal sealed class PasskeyModel(UserPasskeys passkeys, SignInManager<User> signIn) : AccountPage(signIn)
{
    [BindProperty(SupportsGet = true, Name = "id")] public string Id { get; set; } = "";

    [BindProperty] public string? Name { get; set; }

    public UserPasskeyInfo Passkey { get; private set; } = null!;

    /// <summary>Why it was not removed.</summary>
    public string? Trouble { get; private set; }

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ? Page() : NotFound();

    public async Task<IActionResult> OnPostRenameAsync() =>
        await passkeys.RenameAsync(Account, Id, Name ?? "") ? Done("/account", "The passkey was renamed.") : NotFound();

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        if (!await FindAsync()) return NotFound();
        Trouble = await passkeys.RemoveAsync(Account, Id);
        return Trouble is null ? Done("/account", $"The passkey {Passkey.Name} was removed.") : Page();
    }

    private async Task<bool> FindAsync()
    {
        if ((await passkeys.ListAsync(Account)).FirstOrDefault(p => UserPasskeys.IdOf(p) == Id) is not { } found) return false;
        Passkey = found;
        return true;
    }
}
