using AdaptiveOutbound.Data.Users;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AdaptiveOutbound.Web.Pages;

/// <summary>Sets a password with a link that an admin or operator made.</summary>
internal sealed class ResetModel(ResetLink link, MemberResetLink links, SignInManager<User> signIn) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "user")] public Guid? UserId { get; set; }

    [BindProperty(SupportsGet = true, Name = "code")] public string? Code { get; set; }

    [BindProperty] public string? Name { get; set; }

    [BindProperty] public string? Password { get; set; }

    /// <summary>Whose link it is; null when it is not valid.</summary>
    public User? Account { get; private set; }

    /// <summary>By field, what is wrong with it.</summary>
    public IReadOnlyDictionary<string, string> Trouble { get; private set; } = new Dictionary<string, string>();

    public async Task OnGetAsync() => Account = await links.FindAsync(UserId, Code, HttpContext.RequestAborted);

    public async Task<IActionResult> OnPostAsync()
    {
        Account = await links.FindAsync(UserId, Code, HttpContext.RequestAborted);
        if (Account is null) return Page();
        Trouble = await link.UseAsync(Account, (Name ?? "").Trim(), Password ?? "");
        if (Trouble.Count > 0) return Page();
        await signIn.SignInAsync(Account, isPersistent: true);
        return Redirect("/");
    }
}
