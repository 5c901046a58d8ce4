using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Users;
using Microsoft.AspNetCore.Identity;

namespace AdaptiveOutbound.Web.Access;

/// <summary>Makes a user, or says by field what is wrong.</summary>
internal sealed class MakeUser(UserManager<User> users, TimeProvider clock)
{
    public const int LongestName = 100;

    /// <summary>The user, or what is wrong by field.</summary>
    /// <param name="password">Null: the person sets it with a link, or has a passkey.</param>
    /// <param name="id">Theirs, when it is chosen already.</param>
    public async Task<(User? User, IReadOnlyDictionary<string, string> Trouble)> ExecuteAsync(string name, string email, string? password, bool isOperator, Guid? id = null)
    {
        var trouble = Look(name, email);
        var now = clock.GetUtcNow();
        var user = new User { Id = id ?? Guid.CreateVersion7(now), UserName = email, Email = email, EmailConfirmed = true, Name = name, IsOperator = isOperator, CreatedAt = now };
        if (password is not null)
        {
            foreach (var validator in users.PasswordValidators)
                Note(trouble, await validator.ValidateAsync(users, user, password));
        }

        if (trouble.Count > 0) return (null, trouble);
        var made = await CreateAsync(user, password);
        Note(trouble, made);
        return (made.Succeeded ? user : null, trouble);
    }

    private async Task<IdentityResult> CreateAsync(User user, string? password)
    {
        try
        {
            return password is null ? await users.CreateAsync(user) : await users.CreateAsync(user, password);
        }
        catch (Exception e) when (DatabaseTrouble.IsTaken(e))
        {
            // Looked for before, and made by another request meanwhile, such as the first of two clicks.
            return IdentityResult.Failed(new IdentityErrorDescriber().DuplicateEmail(user.Email!));
        }
    }

    /// <summary>What is wrong with a name and an address, by field.</summary>
    public static Dictionary<string, string> Look(string name, string email)
    {
        var trouble = new Dictionary<string, string>(StringComparer.Ordinal);
        if (name.Length is 0 or > LongestName) trouble["Name"] = $"Enter a name of 1 to {LongestName} characters.";
        if (!IsEmail(email)) trouble["Email"] = "Enter an e-mail address, such as maya@company.example.";
        return trouble;
    }

    /// <summary>What Identity found wrong, in words, at the field that it is about.</summary>
    public static void Note(Dictionary<string, string> trouble, IdentityResult result)
    {
        foreach (var error in result.Errors)
        {
            var field = error.Code.Contains("Password", StringComparison.Ordinal) ? "Password" : "Email";
            trouble.TryAdd(field, error.Code switch
            {
                nameof(IdentityErrorDescriber.PasswordTooShort) => "A password has at least 12 characters.",
                nameof(IdentityErrorDescriber.DuplicateEmail) or nameof(IdentityErrorDescriber.DuplicateUserName) => "Somebody uses this e-mail already.",
                _ => error.Description,
            });
        }
    }

    /// <summary>Whether it can be an e-mail address.</summary>
    public static bool IsEmail(string text) =>
        text.Length is > 2 and <= 254 && System.Net.Mail.MailAddress.TryCreate(text, out var address) && address.Address == text;
}
