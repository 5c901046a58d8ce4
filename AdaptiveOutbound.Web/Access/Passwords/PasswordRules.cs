using AdaptiveOutbound.Data.Users;
using Microsoft.AspNetCore.Identity;

namespace AdaptiveOutbound.Web.Access.Passwords;

/// <summary>
/// What a password must not be, beside too short: on everybody's list, a pattern, a run of keys, or the person's own name and address.
/// Which kinds of characters it has does not matter.
/// </summary>
internal sealed class PasswordRules : IPasswordValidator<User>
{
    private const int Longest = 256, LongestPiece = 8, LeastUnknown = 6, ShortestName = 3;

    private static readonly string[] Rows =
    [
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm",
        "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol", "0p",
    ];

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password) =>
        Task.FromResult(Trouble(user, password ?? "") is { } trouble ? IdentityResult.Failed(new IdentityError { Code = "PasswordRefused", Description = trouble }) : IdentityResult.Success);

    /// <summary>What is wrong, and what to do; null when nothing is.</summary>
    public static string? Trouble(User user, string password)
    {
        if (password.Length > Longest) return $"This has {password.Length} characters; a password has at most {Longest}.";
        var lower = password.ToLowerInvariant();
        if (IsPattern(lower)) return "This repeats a few characters. Choose some words that have nothing to do with each other.";
        if (IsRun(lower)) return "This follows the keyboard or the alphabet. Choose some words that have nothing to do with each other.";
        if (CommonPasswords.Has(password)) return "This is on lists of common passwords. Choose some words that have nothing to do with each other.";
        return IsOwn(user, lower) ? "Your name or e-mail makes up most of this. Add words that nobody connects with you." : null;
    }

    private static bool IsPattern(string text)
    {
        for (var piece = 1; piece <= Math.Min(LongestPiece, text.Length / 2); piece++)
            if (text.AsSpan(piece).SequenceEqual(text.AsSpan(0, text.Length - piece))) return true;
        return false;
    }

    // Three of four neighbours are neighbours on the keyboard, in the alphabet or in a count.
    private static bool IsRun(string text) =>
        text.Length > 1 && text.Zip(text[1..]).Count(pair => Follow(pair.First, pair.Second)) * 4 >= (text.Length - 1) * 3;

    private static bool Follow(char one, char other) =>
        one == other || Rows.Any(row => row.Contains($"{one}{other}", StringComparison.Ordinal) || row.Contains($"{other}{one}", StringComparison.Ordinal));

    private static bool IsOwn(User user, string text)
    {
        var known = $"{user.Email} {user.Name}".ToLowerInvariant().Split([' ', '@', '.', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries)
            .Prepend((user.Email ?? "").ToLowerInvariant()).Where(word => word.Length >= ShortestName).OrderByDescending(word => word.Length).ToArray();
        var rest = known.Aggregate(text, (left, word) => left.Replace(word, "", StringComparison.Ordinal));
        return rest.Length < text.Length && rest.Count(char.IsLetterOrDigit) < LeastUnknown;
    }
}
