using AdaptiveOutbound.Data.Users;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AdaptiveOutbound.Web.Pages;

/// <summary>Makes the first user, with the link that the server printed.</summary>
internal sealed class SetUpModel(MakeFirstUser make, SignInManager<User> signIn) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "code")] public string? Code { get; set; }

    [BindProperty] public string? Name { get; set; }

    [BindProperty] public string? Email { get; set; }

    [BindProperty] public string? Password { get; set; }

    public bool IsOpen { get; private set; }

    /// <summary>By field, what is wrong with it.</summary>
    public IReadOnlyDictionary<string, string> Trouble { get; private set; } = new Dictionary<string, string>();

    public async Task OnGetAsync() => IsOpen = await make.IsOpenAsync(Code, HttpContext.RequestAborted);

    public async Task<IActionResult> OnPostAsync()
    {
        IsOpen = await make.IsOpenAsync(Code, HttpContext.RequestAborted);
        if (!IsOpen) return Page();
        var (user, trouble) = await make.ExecuteAsync(Code, (Name ?? "").Trim(), (Email ?? "").Trim(), Password ?? "");
        Trouble = trouble;
        if (user is null) return Page();
        await signIn.SignInAsync(user, isPersistent: true);
        return Redirect("/");
    }
}
