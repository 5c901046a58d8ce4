using AdaptiveOutbound.Data.Users;
using Microsoft.AspNetCore.Identity;

namespace AdaptiveOutbound.Web.Access;

/// <summary>Signs in by password. Neither the answer nor its time tells whether the account exists or is locked.</summary>
internal sealed class PasswordSignIn(SignInManager<User> signIn, IPasswordHasher<User> hasher)
{
    private static readonly User Nobody = new() { Name = "", CreatedAt = default };
    private static readonly Lazy<string> SomeHash = new(() => new PasswordHasher<User>().HashPassword(Nobody, Guid.NewGuid().ToString()));

    /// <summary>Whether the user is signed in now.</summary>
    public async Task<bool> ExecuteAsync(string email, string password)
    {
        var user = await signIn.UserManager.FindByEmailAsync(email);
        if (user?.PasswordHash is null || await signIn.UserManager.IsLockedOutAsync(user))
        {
            hasher.VerifyHashedPassword(Nobody, SomeHash.Value, password); // takes as long as a real look
            return false;
        }

        return (await signIn.PasswordSignInAsync(user, password, isPersistent: true, lockoutOnFailure: true)).Succeeded;
    }
}
