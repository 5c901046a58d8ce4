using System.Text.Json;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>
/// Reads a person. A shell (no id, no name, or <c>match_confidence: "none"</c>) is no match even when its organization is filled:
/// Apollo fills that from the domain of the address. The member <c>contact</c> is the key owner's own CRM and is not read.
/// </summary>
internal static class PersonReader
{
    /// <summary>The row, or null when the element is no person.</summary>
    public static Row? Read(JsonElement? person, bool personalEmails)
    {
        if (person.Text("id", 64) is not { } id || IsShell(person)) return null;
        var organization = person.Object("organization");
        var email = Addresses.Email(person.Text("email", 320));
        var personal = person.Array("personal_emails").Select(e => Addresses.Email(Json.Text(e, 320))).OfType<string>().ToList();
        var slug = LinkedIn.SlugOf(person.Text("linkedin_url", 2_000));
        var domain = Addresses.DomainOf(organization.Text("primary_domain"));
        var fields = new FieldMap()
            .Set("email", email)
            .Set("email_status", email is null ? null : person.Text("email_status", 60)?.ToLowerInvariant())
            .Set("linkedin_url", slug is null ? null : LinkedIn.UrlOf(slug))
            .Set("company", organization.Text("name"))
            .Set("domain", domain)
            .Set("departments", person.Array("departments").Select(d => Json.Text(d, 100)).Joined())
            .Set("personal_emails", personalEmails ? personal.Joined(10) : null);
        ReadTexts(person, fields);
        List<string> emails = [.. personal.Prepend(email).OfType<string>().Select(e => e.ToLowerInvariant()).Distinct()];
        string?[] domains = [domain, Addresses.DomainOf(organization.Text("website_url", 2_000)), .. emails.Select(Addresses.DomainOfEmail)];
        var (first, last) = NameOf(person);
        return new Row(id, slug, [.. domains.OfType<string>().Distinct()], emails, first, last, organization.Text("name"), fields.Values);
    }

    private static bool IsShell(JsonElement? person)
        => string.Equals(person.Text("match_confidence"), "none", StringComparison.OrdinalIgnoreCase)
            || (person.Text("name") ?? person.Text("first_name") ?? person.Text("last_name")) is null;

    private static void ReadTexts(JsonElement? person, FieldMap fields)
    {
        var (first, last) = NameOf(person);
        fields.Set("first_name", first).Set("last_name", last);
        foreach (var field in (ReadOnlySpan<string>)["title", "headline", "seniority", "city", "state", "country"])
            fields.Set(field, person.Text(field));
        foreach (var field in (ReadOnlySpan<string>)["twitter_url", "photo_url"])
            fields.Set(field, Addresses.Web(person.Text(field, 2_000)));
    }

    private static (string? First, string? Last) NameOf(JsonElement? person)
    {
        var (first, last) = (person.Text("first_name"), person.Text("last_name"));
        if (first is not null || last is not null) return (first, last);
        var name = person.Text("name");
        var blank = name?.LastIndexOf(' ') ?? -1;
        return blank < 0 ? (null, name) : (name![..blank], name[(blank + 1)..]);
    }
}
