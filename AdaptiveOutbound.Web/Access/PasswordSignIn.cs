using AdaptiveOutbound.Data.Users;
using AdaptiveOutbound.Jobs.Users;
using Microsoft.AspNetCore.Identity;

namespace AdaptiveOutbound.Web.Access;

/// <summary>
/// Signs in by password. A refusal tells nothing of the account: whether it is unknown, locked, without a password or the password is
/// wrong, the answer is the same, and so is the work, which is one look-up, one hash and one statement that counts. Only what PostgreSQL
/// needs to store the counted try, and not to store another one, is left to tell them apart.
/// </summary>
internal sealed class PasswordSignIn(SignInManager<User> signIn, IPasswordHasher<User> hasher, CountWrongPassword count)
{
    private readonly User _nobody = new() { Name = "", CreatedAt = default };

    /// <summary>Whether the user is signed in now.</summary>
    public async Task<bool> ExecuteAsync(string email, string password)
    {
        var users = signIn.UserManager;
        var user = await users.FindByEmailAsync(email);
        if (user?.PasswordHash is null || await users.IsLockedOutAsync(user))
        {
            hasher.HashPassword(_nobody, password); // as much as a look at one
            await count.ExecuteAsync(null);
            return false;
        }

        if (!await users.CheckPasswordAsync(user, password))
        {
            await count.ExecuteAsync(user.Id);
            return false;
        }

        if (!(await users.ResetAccessFailedCountAsync(user)).Succeeded) return false; // changed meanwhile, such as removed
        await signIn.SignInAsync(user, isPersistent: true);
        return true;
    }
}
