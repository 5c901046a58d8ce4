namespace AdaptiveOutbound.Data.Records;

/// <summary>The fields of a record, in the documented order of the export's <c>outbound_</c> columns.</summary>
public static class RecordFields
{
    /// <summary>Fields of an account. The first three ask the question, all may be mapped, imported and enriched.</summary>
    public static IReadOnlyList<string> Account { get; } =
    [
        "domain", "name", "linkedin_url",
        "website_url", "industry", "employees", "founded_year", "phone",
        "street_address", "city", "state", "postal_code", "country",
        "annual_revenue", "total_funding", "latest_funding_stage",
        "technologies", "keywords", "description", "twitter_url", "facebook_url", "logo_url",
    ];

    /// <summary>Fields of a contact. The first seven ask the question, all may be mapped, imported and enriched.</summary>
    public static IReadOnlyList<string> Contact { get; } =
    [
        "email", "first_name", "last_name", "linkedin_url", "company", "domain", "title",
        "email_status", "headline", "seniority", "departments", "city", "state", "country",
        "twitter_url", "photo_url", "personal_emails",
    ];

    /// <summary>The fields of <paramref name="kind"/>.</summary>
    public static IReadOnlyList<string> Of(RecordKind kind) => kind == RecordKind.Account ? Account : Contact;
}
