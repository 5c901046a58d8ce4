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
    /// <param name="by">The admin who makes it; null for an operator's command.</param>
    public async Task<string> MakeAsync(User user, Guid? by)
    {
        var maker = by ?? Guid.Empty;
        var token = await users.GenerateUserTokenAsync(user, users.Options.Tokens.PasswordResetTokenProvider, Purpose(maker));
        return $"/reset?user={user.Id}&code={Base64Url.EncodeToString([.. maker.ToByteArray(), .. Encoding.UTF8.GetBytes(token)])}";
    }

    /// <summary>Whose password the link sets, and which admin made it; null when it is not valid, or not any more.</summary>
    public async Task<(User User, Guid? By)?> FindAsync(Guid? id, string? code) =>
        Parse(code) is { } parsed && id is { } known && await users.FindByIdAsync(known.ToString()) is { } user
            && await users.VerifyUserTokenAsync(user, users.Options.Tokens.PasswordResetTokenProvider, Purpose(parsed.Maker), parsed.Token)
            ? (user, parsed.Maker == Guid.Empty ? null : parsed.Maker) : null;

    /// <summary>Sets password and, where the user had none, the name; what is wrong by field, empty when it is done. A lock-out ends.</summary>
    /// <param name="user">Whom <see cref="FindAsync"/> found.</param>
    public async Task<IReadOnlyDictionary<string, string>> UseAsync(User user, string name, string password)
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
        MakeUser.Note(trouble, await users.ResetPasswordAsync(user, await users.GeneratePasswordResetTokenAsync(user), password));
        if (trouble.Count > 0) return trouble;
        await users.SetLockoutEndDateAsync(user, null);
        await users.ResetAccessFailedCountAsync(user);
        return trouble;
    }

    // Who made it is signed with it: nobody else's rights can be named.
    private static string Purpose(Guid maker) => $"{UserManager<User>.ResetPasswordTokenPurpose} by {maker}";

    private static (Guid Maker, string Token)? Parse(string? code)
    {
        if (code is not { Length: > 0 and < 2_000 } || !Base64Url.IsValid(code)) return null;
        var bytes = Base64Url.DecodeFromChars(code);
        return bytes.Length > 16 ? (new Guid(bytes.AsSpan(0, 16)), Encoding.UTF8.GetString(bytes.AsSpan(16))) : null;
    }
}
