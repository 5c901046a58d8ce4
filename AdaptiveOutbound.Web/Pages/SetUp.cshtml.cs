using AdaptiveOutbound.Data.Users;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Access.Passkeys;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AdaptiveOutbound.Web.Pages;

/// <summary>Makes the first user, with the link that the server printed.</summary>
internal sealed class SetUpModel(MakeFirstUser make, UserPasskeys passkeys, SignInManager<User> signIn) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "code")] public string? Code { get; set; }

    [BindProperty] public string? Name { get; set; }

    [BindProperty] public string? Email { get; set; }

    [BindProperty] public string? Password { get; set; }

    [BindProperty] public string? Credential { get; set; }

    public bool IsOpen { get; private set; }

    /// <summary>By field, what is wrong with it.</summary>
    public IReadOnlyDictionary<string, string> Trouble { get; private set; } = new Dictionary<string, string>();

    public async Task OnGetAsync() => IsOpen = await make.IsOpenAsync(Code, HttpContext.RequestAborted);

    public Task<IActionResult> OnPostAsync() => MakeAsync((name, email) => make.ExecuteAsync(Code, name, email, Password ?? ""));

    /// <summary>Makes them with the passkey that the browser made, without a password.</summary>
    public Task<IActionResult> OnPostPasskeyAsync() => MakeAsync((name, email) => make.WithPasskeyAsync(Code, name, email, Credential ?? ""));

    /// <summary>What the browser asks the authenticator for.</summary>
    public async Task<IActionResult> OnPostOptionsAsync()
    {
        if (!await make.IsOpenAsync(Code, HttpContext.RequestAborted)) return NotFound();
        var (name, email) = ((Name ?? "").Trim(), (Email ?? "").Trim());
        return MakeUser.Look(name, email).Values.FirstOrDefault() is { } trouble
            ? new ContentResult { Content = trouble, ContentType = "text/plain", StatusCode = StatusCodes.Status422UnprocessableEntity }
            : Content(await passkeys.CreationOptionsAsync(name, email), "application/json");
    }

    private async Task<IActionResult> MakeAsync(Func<string, string, Task<(User? User, IReadOnlyDictionary<string, string> Trouble)>> makeAsync)
    {
        IsOpen = await make.IsOpenAsync(Code, HttpContext.RequestAborted);
        if (!IsOpen) return Page();
        var (user, trouble) = await makeAsync((Name ?? "").Trim(), (Email ?? "").Trim());
        Trouble = trouble;
        if (user is null) return Page();
        await signIn.SignInAsync(user, isPersistent: true);
        return Redirect("/");
    }
}
