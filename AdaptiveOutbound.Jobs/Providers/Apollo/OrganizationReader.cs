using System.Text.Json;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>
/// Reads a company. Members as in Apollo's OpenAPI file (August 2026), which marks almost nothing as nullable while its own
/// examples hold nulls, empty objects and gaps: only the id is required. The member <c>account</c> is the key owner's own
/// CRM and is not read.
/// </summary>
internal static class OrganizationReader
{
    private const decimal MaxMoney = 100_000_000_000_000m;

    /// <summary>The row, or null when the element is no company with an id.</summary>
    public static Row? Read(JsonElement? organization)
    {
        if (organization.Text("id", 64) is not { } id) return null;
        var website = Addresses.Web(organization.Text("website_url", 2_000));
        // A subsidiary may show its parent's website: that counts only where there is no primary domain.
        var domain = Addresses.DomainOf(organization.Text("primary_domain")) ?? Addresses.DomainOf(website);
        var slug = LinkedIn.SlugOf(organization.Text("linkedin_url", 2_000));
        var fields = new FieldMap()
            .Set("domain", domain)
            .Set("name", organization.Text("name"))
            .Set("linkedin_url", slug is null ? null : LinkedIn.UrlOf(slug))
            .Set("website_url", website);
        ReadProfile(organization, fields);
        ReadPlaceAndMoney(organization, fields);
        return new Row(id, slug, domain is null ? [] : [domain], [], null, null, organization.Text("name"), fields.Values);
    }

    private static void ReadProfile(JsonElement? organization, FieldMap fields)
    {
        var technologies = organization.Array("technology_names").Select(t => Json.Text(t, 100)).Joined()
            ?? organization.Array("current_technologies").Select(t => ((JsonElement?)t).Text("name", 100)).Joined();
        fields
            .Set("industry", organization.Text("industry") ?? organization.Array("industries").Select(i => Json.Text(i)).Joined(1))
            .Set("employees", Whole(organization.Number("estimated_num_employees", 1, 10_000_000)))
            .Set("founded_year", Whole(organization.Number("founded_year", 1000, 2100)))
            .Set("phone", PhoneOf(organization))
            .Set("technologies", technologies)
            .Set("keywords", organization.Array("keywords").Select(k => Json.Text(k, 100)).Joined())
            .Set("description", organization.Text("short_description", 2_000) ?? organization.Text("seo_description", 2_000))
            .Set("twitter_url", Addresses.Web(organization.Text("twitter_url", 2_000)))
            .Set("facebook_url", Addresses.Web(organization.Text("facebook_url", 2_000)))
            .Set("logo_url", Addresses.Web(organization.Text("logo_url", 2_000)));
    }

    private static void ReadPlaceAndMoney(JsonElement? organization, FieldMap fields)
    {
        foreach (var field in (ReadOnlySpan<string>)["street_address", "city", "state", "postal_code", "country", "latest_funding_stage"])
            fields.Set(field, organization.Text(field));
        fields
            .Set("annual_revenue", organization.Number("annual_revenue", 1, MaxMoney))
            .Set("total_funding", organization.Number("total_funding", 1, MaxMoney));
    }

    private static decimal? Whole(decimal? number) => number is { } n ? decimal.Truncate(n) : null;

    private static string? PhoneOf(JsonElement? organization)
    {
        var phone = organization.Object("primary_phone"); // {} where there is none
        return phone.Text("sanitized_number", 40) ?? organization.Text("sanitized_phone", 40)
            ?? phone.Text("number", 40) ?? organization.Text("phone", 40);
    }
}
