using System.Globalization;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports.Csv;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>The fields of records as people read them.</summary>
internal static class FieldWords
{
    private static readonly Dictionary<string, string> Own = new(StringComparer.Ordinal)
    {
        ["linkedin_url"] = "LinkedIn page", ["website_url"] = "Website", ["twitter_url"] = "Twitter page", ["facebook_url"] = "Facebook page",
        ["logo_url"] = "Logo", ["photo_url"] = "Photo", ["email"] = "E-mail", ["email_status"] = "E-mail status", ["personal_emails"] = "Personal e-mails",
        ["founded_year"] = "Founded", ["state"] = "State or region", [ColumnMap.FullName] = "First and last name",
    };

    public static string Of(string field)
    {
        if (Own.TryGetValue(field, out var own)) return own;
        var words = field.Replace('_', ' ');
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>A value as it is read: counts and sums with thousands separators.</summary>
    public static string Value(string field, string value) =>
        field is "employees" or "annual_revenue" && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Times.Number(number) : value;

    /// <summary>What a column may feed.</summary>
    public static IEnumerable<string> Targets(RecordKind kind) =>
        kind == RecordKind.Account ? RecordFields.Account : [.. RecordFields.Contact.Take(3), ColumnMap.FullName, .. RecordFields.Contact.Skip(3)];

    /// <summary>"1 account", "48 contacts".</summary>
    public static string Count(RecordKind kind, long number) =>
        $"{Times.Number(number)} {(kind == RecordKind.Account ? "account" : "contact")}{(number == 1 ? "" : "s")}";
}
