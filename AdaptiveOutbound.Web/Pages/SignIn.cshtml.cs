using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Access.Passkeys;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AdaptiveOutbound.Web.Pages;

/// <summary>Signs in by password or passkey. One message for whatever was wrong.</summary>
internal sealed class SignInModel(PasswordSignIn signIn, UserPasskeys passkeys) : PageModel
{
    [BindProperty] public string? Email { get; set; }

    [BindProperty] public string? Password { get; set; }

    [BindProperty] public string? Credential { get; set; }

    /// <summary>Where the reader wanted to go; only on this host.</summary>
    [BindProperty(SupportsGet = true, Name = "next")] public string? Next { get; set; }

    /// <summary>Whether a passkey was tried.</summary>
    public bool ByPasskey => Credential is not null;

    private string Wanted => Url.IsLocalUrl(Next) && Next!.All(char.IsAscii) ? Next! : "/"; // a header holds ASCII alone

    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? LocalRedirect(Wanted) : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await signIn.ExecuteAsync((Email ?? "").Trim(), Password ?? "")) return LocalRedirect(Wanted);
        ModelState.AddModelError("", "E-mail and password do not match.");
        return Page();
    }

    public async Task<IActionResult> OnPostOptionsAsync() => Content(await passkeys.RequestOptionsAsync(), "application/json");

    public async Task<IActionResult> OnPostPasskeyAsync()
    {
        if (await passkeys.SignInAsync(Credential ?? "")) return LocalRedirect(Wanted);
        (Credential, Email) = (Credential ?? "", null);
        ModelState.AddModelError("", "This passkey signs nobody in.");
        return Page();
    }
}
