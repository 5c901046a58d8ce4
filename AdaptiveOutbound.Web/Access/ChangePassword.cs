using AdaptiveOutbound.Data.Users;
using Microsoft.AspNetCore.Identity;

namespace AdaptiveOutbound.Web.Access;

/// <summary>Changes one's own password. The current one is asked for, and wrong tries count as at sign-in: an open session guesses no password.</summary>
internal sealed class ChangePassword(SignInManager<User> signIn)
{
    /// <summary>What is wrong by field, <c>Current</c> or <c>Password</c>; empty when it is done. Other sessions end, this one stays.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ExecuteAsync(User user, string current, string password)
    {
        var trouble = new Dictionary<string, string>(StringComparer.Ordinal);
        var users = signIn.UserManager;
        if (user.PasswordHash is not null && !(await signIn.CheckPasswordSignInAsync(user, current, lockoutOnFailure: true)).Succeeded)
        {
            trouble["Current"] = "This is not the current password. After 5 tries it waits 10 minutes.";
            return trouble;
        }

        MakeUser.Note(trouble, user.PasswordHash is null ? await users.AddPasswordAsync(user, password) : await users.ChangePasswordAsync(user, current, password));
        if (trouble.Count == 0) await signIn.RefreshSignInAsync(user);
        return trouble;
    }
}
