using System.Text;
using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>One field's text in its stored spelling.</summary>
internal static class FieldValue
{
    /// <summary>
    /// The longest value, in bytes of UTF-8, as for the cells of a file. All fields of a record with what they replaced, written as
    /// JSON at its most wasteful, then stay under the 4 MB that an answer has at most.
    /// </summary>
    public const int Longest = 32 << 10;

    // A person is found by first and last name in one index entry, which takes 2.7 kB.
    private const int LongestName = 300;

    /// <summary>The value, empty for an empty cell; or the problem that rejects the record.</summary>
    /// <param name="kind">Decides which LinkedIn page is meant.</param>
    /// <param name="field">One of <see cref="RecordFields"/>.</param>
    /// <param name="text">As it came.</param>
    /// <param name="email">Set when the field is the e-mail address.</param>
    public static (string Value, RecordProblem? Problem) Normalize(RecordKind kind, string field, string text, ref EmailAddress? email)
    {
        if (IsBlank(text))
            return ("", null);
        var most = field is "first_name" or "last_name" ? LongestName : Longest;
        if (text.Length > most)
            return ("", new(field, "value_invalid", $"The value has {text.Length} characters, and {field} takes at most {most}."));
        string? value;
        string? reason;
        switch (field)
        {
            case "domain":
                return DomainName.TryNormalize(text, out value, out reason) ? (value, null) : Invalid(field, text, reason);
            case "email":
                return EmailAddress.TryNormalize(text, out email, out reason) ? (email.Address, null) : Invalid(field, text, reason);
            case "linkedin_url":
                return LinkedInUrl.TryNormalize(text, kind, out value, out reason) ? (value, null) : Invalid(field, text, reason);
            case "name" or "company" or "first_name" or "last_name" or "title":
                value = PersonName.Normalize(text);
                break;
            default:
                value = Composition.Compose(text.Trim().Trim('\uFEFF'));
                break;
        }

        // PostgreSQL stores no NUL, and the other control characters come from broken exports.
        if (HoldsControl(value))
            return ("", new(field, "value_invalid", "The value holds NUL or control characters. Remove them."));
        return Encoding.UTF8.GetByteCount(value) is var bytes && bytes > Longest
            ? ("", new(field, "value_invalid", $"The value has {bytes} bytes in UTF-8, and {field} takes at most {Longest}."))
            : (value, null);
    }

    /// <summary>The value as people see it: LinkedIn pages are stored as slugs and shown as addresses.</summary>
    public static string Shown(string field, string value) =>
        field == "linkedin_url" && (value.StartsWith("in/", StringComparison.Ordinal) || value.StartsWith("company/", StringComparison.Ordinal))
            ? "https://www.linkedin.com/" + value
            : value;

    private static bool IsBlank(string text) => text.Length == 0 || text.All(PersonName.IsSpace);

    private static (string Value, RecordProblem? Problem) Invalid(string field, string text, string reason) =>
        ("", new(field, field + "_invalid", $"\"{Shortened(text)}\" cannot be used: {reason}"));

    private static string Shortened(string text)
    {
        return string.Concat(TextCut.Shown(text, 80).Select(character => char.IsControl(character) ? ' ' : character));
    }

    private static bool HoldsControl(string value)
    {
        foreach (var character in value)
        {
            if (char.IsControl(character) && character is not ('\t' or '\r' or '\n'))
                return true;
        }

        return false;
    }
}
