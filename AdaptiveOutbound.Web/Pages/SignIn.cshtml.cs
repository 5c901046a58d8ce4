using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AdaptiveOutbound.Web.Pages;

/// <summary>Signs in by password. One message for whatever was wrong.</summary>
internal sealed class SignInModel(PasswordSignIn signIn) : PageModel
{
    [BindProperty] public string? Email { get; set; }

    [BindProperty] public string? Password { get; set; }

    /// <summary>Where the reader wanted to go; only on this host.</summary>
    [BindProperty(SupportsGet = true, Name = "next")] public string? Next { get; set; }

    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? Redirect("/") : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await signIn.ExecuteAsync((Email ?? "").Trim(), Password ?? "")) return LocalRedirect(Url.IsLocalUrl(Next) ? Next! : "/");
        ModelState.AddModelError("", "E-mail and password do not match.");
        return Page();
    }
}
