using System.Buffers.Text;
using System.Text;
using AdaptiveOutbound.Data.Users;
using Microsoft.AspNetCore.Identity;

namespace AdaptiveOutbound.Web.Access;

/// <summary>Links with which somebody sets a password: valid for 24 h and until the password, or what else ends sessions, changes.</summary>
internal sealed class ResetLink(UserManager<User> users)
{
    /// <summary>How long it is valid.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>The path with its secret, to be shown once and never logged.</summary>
    public async Task<string> MakeAsync(User user)
    {
        var token = await users.GeneratePasswordResetTokenAsync(user);
        return $"/reset?user={user.Id}&code={Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token))}";
    }

    /// <summary>Whose password the link sets; null when it is not valid, or not any more.</summary>
    public async Task<User?> FindAsync(Guid? id, string? code) =>
        Token(code) is { } token && id is { } known && await users.FindByIdAsync(known.ToString()) is { } user
            && await users.VerifyUserTokenAsync(user, users.Options.Tokens.PasswordResetTokenProvider, UserManager<User>.ResetPasswordTokenPurpose, token) ? user : null;

    /// <summary>Sets password and, where the user had none, the name; what is wrong by field, empty when it is done. A lock-out ends.</summary>
    public async Task<IReadOnlyDictionary<string, string>> UseAsync(User user, string? code, string name, string password)
    {
        var trouble = new Dictionary<string, string>(StringComparer.Ordinal);
        if (user.PasswordHash is null)
        {
            if (name.Length is 0 or > MakeUser.LongestName) trouble["Name"] = $"Enter a name of 1 to {MakeUser.LongestName} characters.";
            else user.Name = name;
        }

        foreach (var validator in users.PasswordValidators)
            MakeUser.Note(trouble, await validator.ValidateAsync(users, user, password));
        if (trouble.Count > 0) return trouble;
        MakeUser.Note(trouble, await users.ResetPasswordAsync(user, Token(code) ?? "", password));
        if (trouble.Count > 0) return trouble;
        await users.SetLockoutEndDateAsync(user, null);
        await users.ResetAccessFailedCountAsync(user);
        return trouble;
    }

    private static string? Token(string? code) =>
        code is { Length: > 0 and < 2_000 } && Base64Url.IsValid(code) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(code)) : null;
}
