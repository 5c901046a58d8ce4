using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Web.Pages.Parts;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>How pages speak of records.</summary>
internal static class RecordWords
{
    /// <summary>The name, or what else identifies it.</summary>
    public static string Title(RecordView record)
    {
        var full = $"{record.Fields.GetValueOrDefault("first_name")} {record.Fields.GetValueOrDefault("last_name")}".Trim();
        return record.Fields.GetValueOrDefault("name") ?? (full.Length > 0 ? full : null) ?? Identity(record) ?? "Without a name";
    }

    /// <summary>What is unique of it: domain or e-mail, else the LinkedIn page.</summary>
    public static string? Identity(RecordView record) =>
        record.Fields.GetValueOrDefault(record.Kind == "accounts" ? "domain" : "email") ?? record.Fields.GetValueOrDefault("linkedin_url");

    /// <summary>Two letters for the eye.</summary>
    public static string Initials(RecordView record) =>
        string.Concat(Title(record).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => char.IsLetterOrDigit(word[0])).Select(word => char.ToUpperInvariant(word[0])).Take(2));

    public static string Place(RecordView record) =>
        string.Join(", ", new[] { record.Fields.GetValueOrDefault("city"), record.Fields.GetValueOrDefault("country") }.OfType<string>());

    /// <summary>Where a value comes from, with its icon.</summary>
    public static (string Icon, string Word) Source(FieldOrigin? origin) => origin switch
    {
        { Source: OriginSources.Edited } => ("edit", "By hand"),
        { Source: OriginSources.Imported } => ("file", origin.JobId is null ? "Form or API" : "Import"),
        { Source: OriginSources.Enriched } => ("bolt", origin.Provider is { } provider ? Words.Provider(provider) : "Enriched"),
        _ => ("q", "Not noted"),
    };

    public static string Provider(string? name) => name switch { "apollo" => "Apollo", "sandbox" => "Sandbox, invented", null => "Not noted", _ => name };

    /// <summary>The address to open, of values that are one.</summary>
    public static string? Link(string value) => Uri.TryCreate(value, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) ? uri.AbsoluteUri : null;

    public static string Cut(string value, int most = 300) => TextCut.Shown(value, most);
}
