using System.Buffers.Text;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Users;
using Microsoft.AspNetCore.Identity;

namespace AdaptiveOutbound.Web.Access.Passkeys;

/// <summary>A user's passkeys, and signing in with one. Whatever is wrong with a passkey, the answer is the same.</summary>
internal sealed class UserPasskeys(SignInManager<User> signIn)
{
    public const int LongestName = 100, Most = 20;

    private UserManager<User> Users => signIn.UserManager;

    /// <summary>What the browser asks the authenticator for, JSON; its challenge is kept in a cookie.</summary>
    public Task<string> CreationOptionsAsync(User user) =>
        signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = user.Id.ToString(), Name = user.Email!, DisplayName = user.Name });

    /// <summary>The same for somebody who has no account yet; their id is chosen with it.</summary>
    public Task<string> CreationOptionsAsync(string name, string email) =>
        signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = Guid.CreateVersion7().ToString(), Name = email, DisplayName = name });

    /// <summary>Makes the user for whom the authenticator answered, with this passkey; or says by field what is wrong.</summary>
    /// <param name="makeAsync">Makes the user of this id.</param>
    public async Task<(User? User, IReadOnlyDictionary<string, string> Trouble)> MakeAsync(string email, string credential, Func<Guid, Task<(User? User, IReadOnlyDictionary<string, string> Trouble)>> makeAsync)
    {
        var answer = await AttestAsync(credential);
        if (answer is not { Succeeded: true } || answer.UserEntity.Name != email || !Guid.TryParse(answer.UserEntity.Id, out var id))
            return (null, new Dictionary<string, string> { ["Passkey"] = "The passkey was not accepted, or the request was older than 5 minutes. Try again, or choose a password." });
        answer.Passkey.Name = Name("");
        var (user, trouble) = await makeAsync(id);
        if (user is null || (await Users.AddOrUpdatePasskeyAsync(user, answer.Passkey)).Succeeded) return (user, trouble);
        await Users.DeleteAsync(user); // nobody could sign in as them
        return (null, new Dictionary<string, string> { ["Passkey"] = "The passkey could not be stored. Try again, or choose a password." });
    }

    /// <summary>Adds what the authenticator answered, or says what is wrong.</summary>
    public async Task<string?> AddAsync(User user, string credential, string name)
    {
        if ((await Users.GetPasskeysAsync(user)).Count >= Most) return $"There are {Most} passkeys, which is the most. Remove one first.";
        var answer = await AttestAsync(credential);
        if (answer is not { Succeeded: true } || answer.UserEntity.Id != user.Id.ToString()) return "The passkey was not accepted, or the request was older than 5 minutes. Nothing was added; try again.";
        answer.Passkey.Name = Name(name);
        return (await Users.AddOrUpdatePasskeyAsync(user, answer.Passkey)).Succeeded ? null : "The passkey could not be stored. Try again.";
    }

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<UserPasskeyInfo>> ListAsync(User user) => [.. (await Users.GetPasskeysAsync(user)).OrderBy(p => p.CreatedAt)];

    /// <summary>Gives it another name; false when there is none.</summary>
    public async Task<bool> RenameAsync(User user, string id, string name)
    {
        if (await FindAsync(user, id) is not { } passkey) return false;
        passkey.Name = Name(name);
        return (await Users.AddOrUpdatePasskeyAsync(user, passkey)).Succeeded;
    }

    /// <summary>Removes it, or says why not: the last way to sign in stays.</summary>
    public async Task<string?> RemoveAsync(User user, string id)
    {
        if (await FindAsync(user, id) is not { } passkey) return "There is no such passkey any more.";
        if (user.PasswordHash is null && (await Users.GetPasskeysAsync(user)).Count == 1) return "It is the only way to sign in to this account. Set a password or add another passkey first.";
        return (await Users.RemovePasskeyAsync(user, passkey.CredentialId)).Succeeded ? null : "The passkey could not be removed. Try again.";
    }

    /// <summary>What the browser asks for at sign-in, JSON: any passkey of this installation.</summary>
    public Task<string> RequestOptionsAsync() => signIn.MakePasskeyRequestOptionsAsync(null);

    /// <summary>Whether the user of the passkey is signed in now. Tries at the password lock no passkey out.</summary>
    public async Task<bool> SignInAsync(string credential)
    {
        var answer = await AssertAsync(credential);
        if (answer is not { Succeeded: true } || !(await Users.AddOrUpdatePasskeyAsync(answer.User, answer.Passkey)).Succeeded) return false;
        await signIn.SignInAsync(answer.User, isPersistent: true);
        return true;
    }

    /// <summary>A passkey's id as addresses and forms have it.</summary>
    public static string IdOf(UserPasskeyInfo passkey) => Base64Url.EncodeToString(passkey.CredentialId);

    private static string Name(string name) => name.Trim() switch { "" => "Passkey", { Length: > LongestName } longer => longer[..LongestName], var fits => fits };

    private async Task<UserPasskeyInfo?> FindAsync(User user, string id) => Base64Url.IsValid(id) ? await Users.GetPasskeyAsync(user, Base64Url.DecodeFromChars(id)) : null;

    // Without a question in its cookie, as after 5 minutes, Identity throws.
    private async Task<PasskeyAttestationResult?> AttestAsync(string credential)
    {
        if (credential.Length == 0) return null;
        try
        {
            return await signIn.PerformPasskeyAttestationAsync(credential);
        }
        catch (InvalidOperationException cause) when (!DatabaseTrouble.IsAway(cause))
        {
            return null;
        }
    }

    private async Task<PasskeyAssertionResult<User>?> AssertAsync(string credential)
    {
        if (credential.Length == 0) return null;
        try
        {
            return await signIn.PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException cause) when (!DatabaseTrouble.IsAway(cause))
        {
            return null;
        }
    }
}
