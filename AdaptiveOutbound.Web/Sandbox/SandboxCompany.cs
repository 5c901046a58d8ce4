using System.Globalization;
using System.Text.Json;

namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>An invented company; a pure function of the seed and the asked domain or LinkedIn page.</summary>
internal sealed record SandboxCompany(string Id, string Name, string Domain, string Slug)
{
    private static readonly TextInfo Text = CultureInfo.InvariantCulture.TextInfo;

    /// <summary>The company, or null when the sandbox does not know it.</summary>
    public static SandboxCompany? Find(SandboxAsked asked, SandboxOptions options)
    {
        var domain = asked.Domain ?? (asked.LinkedIn is { } slug ? Host(slug) : asked.Company is { } name ? Host(name) : null);
        if (domain is null) return null;
        var dice = new SandboxDice(options.Seed, "company " + domain);
        if (!dice.Hits(options.MatchShare)) return null;
        var redirected = dice.Hits(options.Faults.Redirected);
        return new SandboxCompany(dice.Id(), NameOf(domain), redirected ? "new-" + domain : domain, asked.LinkedIn ?? domain.Split('.')[0]);
    }

    /// <summary>Writes the object <c>organization</c>; a row of a bulk answer lacks the technologies, as Apollo's does.</summary>
    public void Write(Utf8JsonWriter json, SandboxOptions options, bool bulk)
    {
        var dice = new SandboxDice(options.Seed, "profile " + Id);
        var place = dice.Pick(SandboxWords.Places);
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("name", Name);
        json.WriteString("website_url", "http://www." + Domain);
        json.WriteNull("blog_url");
        json.WriteString("linkedin_url", "http://www.linkedin.com/company/" + Uri.EscapeDataString(Slug));
        json.WriteString("twitter_url", dice.Hits(0.5) ? "https://twitter.com/" + Uri.EscapeDataString(Slug) : null);
        json.WriteNull("facebook_url");
        WritePhone(json, place.Dial + dice.Between(100_000, 999_999).ToString(CultureInfo.InvariantCulture), dice.Hits(0.8));
        WriteProfile(json, ref dice);
        WritePlace(json, ref dice, place);
        if (!bulk) WriteList(json, "technology_names", ref dice, SandboxWords.Technologies);
        json.WriteString("short_description", $"{Name} is invented: the sandbox made it up.");
        json.WriteEndObject();
    }

    private static void WritePhone(Utf8JsonWriter json, string number, bool known)
    {
        json.WriteStartObject("primary_phone"); // {} where there is none
        if (known)
        {
            json.WriteString("number", number);
            json.WriteString("source", "Sandbox");
            json.WriteString("sanitized_number", number);
        }

        json.WriteEndObject();
    }

    private void WriteProfile(Utf8JsonWriter json, ref SandboxDice dice)
    {
        json.WriteNumber("founded_year", dice.Between(1950, 2023));
        json.WriteString("logo_url", $"https://logos.invalid/{Id}.png");
        json.WriteString("primary_domain", Domain);
        json.WriteString("industry", dice.Pick(SandboxWords.Industries));
        WriteList(json, "keywords", ref dice, SandboxWords.Keywords);
        json.WriteNumber("estimated_num_employees", dice.Between(3, 4_000));
        json.WriteNumber("annual_revenue", dice.Between(1, 900) * 100_000L);
        json.WriteNull("total_funding");
        json.WriteNull("latest_funding_stage");
    }

    private static void WritePlace(Utf8JsonWriter json, ref SandboxDice dice, (string City, string State, string Country, string Dial) place)
    {
        json.WriteString("street_address", $"{dice.Pick(SandboxWords.Streets)} {dice.Between(1, 199)}");
        json.WriteString("city", place.City);
        json.WriteString("state", place.State);
        json.WriteString("postal_code", dice.Between(10_000, 99_999).ToString(CultureInfo.InvariantCulture));
        json.WriteString("country", place.Country);
    }

    private static void WriteList(Utf8JsonWriter json, string name, ref SandboxDice dice, IReadOnlyList<string> words)
    {
        json.WriteStartArray(name);
        for (var i = dice.Between(1, 4); i > 0; i--) json.WriteStringValue(dice.Pick(words));
        json.WriteEndArray();
    }

    private static string NameOf(string domain)
    {
        var label = Unicode(domain.Split('.')[0]).Replace('-', ' ');
        return Text.ToTitleCase(label) + (domain.EndsWith(".de", StringComparison.Ordinal) ? " GmbH" : "");
    }

    private static string Unicode(string label)
    {
        try
        {
            return new IdnMapping().GetUnicode(label);
        }
        catch (ArgumentException)
        {
            return label;
        }
    }

    private static string Host(string name)
        => string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-') + ".example";
}
