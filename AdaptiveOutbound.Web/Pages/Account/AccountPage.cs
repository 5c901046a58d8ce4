using AdaptiveOutbound.Data.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AdaptiveOutbound.Web.Pages.Account;

/// <summary>A page about the reader's own account.</summary>
internal abstract class AccountPage(SignInManager<User> signIn) : PageModel
{
    /// <summary>The reader.</summary>
    public User Account { get; private set; } = null!;

    protected SignInManager<User> Session { get; } = signIn;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await Session.UserManager.GetUserAsync(User) is { } user)
        {
            Account = user;
            await next();
            return;
        }

        context.Result = Challenge(); // removed since they signed in
    }

    /// <summary>Back to a page, with a sentence of what was done on it.</summary>
    protected RedirectResult Done(string path, string sentence)
    {
        TempData["Done"] = sentence;
        return Redirect(path);
    }
}
