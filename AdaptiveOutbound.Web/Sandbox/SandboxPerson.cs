using System.Globalization;
using System.Text.Json;

namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>An invented person; a pure function of the seed and what was asked.</summary>
internal sealed record SandboxPerson(string Id, string FirstName, string LastName, string Slug, string Email, string Domain)
{
    private const string Placeholder = "email_not_unlocked@domain.com";

    /// <summary>The person, or null when the sandbox does not know it.</summary>
    public static SandboxPerson? Find(SandboxAsked asked, SandboxOptions options)
    {
        var who = asked.Email ?? asked.LinkedIn
            ?? (asked is { FirstName: not null, LastName: not null } ? $"{asked.FirstName} {asked.LastName} {asked.Domain ?? asked.Company}" : null);
        if (who is null) return null;
        var dice = new SandboxDice(options.Seed, "person " + who.ToLowerInvariant());
        if (!dice.Hits(options.MatchShare)) return null;
        var id = dice.Id();
        var words = Words(asked);
        var first = asked.FirstName ?? words.First ?? dice.Pick(SandboxWords.FirstNames);
        var last = asked.LastName ?? words.Last ?? dice.Pick(SandboxWords.LastNames);
        var domain = asked.Email?.Split('@')[^1] ?? asked.Domain ?? Ascii(asked.Company ?? last) + ".example";
        var email = asked.Email ?? $"{Ascii(first)}.{Ascii(last)}@{domain}";
        return new SandboxPerson(id, first, last, asked.LinkedIn ?? $"{Ascii(first)}-{Ascii(last)}-{id[..4]}", email, domain);
    }

    /// <summary>Writes the object <c>person</c>.</summary>
    public void Write(Utf8JsonWriter json, SandboxOptions options, bool personalEmails)
    {
        var dice = new SandboxDice(options.Seed, "person's profile " + Id);
        var locked = dice.Hits(options.Faults.PlaceholderEmail);
        var (title, seniority, department) = dice.Pick(SandboxWords.Titles);
        var place = dice.Pick(SandboxWords.Places);
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("first_name", FirstName);
        json.WriteString("last_name", LastName);
        json.WriteString("name", $"{FirstName} {LastName}");
        json.WriteString("linkedin_url", "http://www.linkedin.com/in/" + Uri.EscapeDataString(Slug));
        json.WriteString("title", title);
        json.WriteString("headline", $"{title} at {Domain}");
        json.WriteString("email", locked ? Placeholder : Email);
        json.WriteString("email_status", locked ? null : dice.Hits(0.9) ? "verified" : "guessed");
        json.WriteString("seniority", seniority);
        json.WriteStartArray("departments");
        json.WriteStringValue(department);
        json.WriteEndArray();
        json.WriteString("city", place.City);
        json.WriteString("state", place.State);
        json.WriteString("country", place.Country);
        json.WriteString("photo_url", $"https://photos.invalid/{Id}.jpg");
        if (personalEmails) WritePersonal(json);
        WriteOrganization(json, options);
        json.WriteEndObject();
    }

    private void WritePersonal(Utf8JsonWriter json)
    {
        json.WriteStartArray("personal_emails");
        json.WriteStringValue($"{Ascii(FirstName)}.{Ascii(LastName)}@mail.invalid");
        json.WriteEndArray();
    }

    private void WriteOrganization(Utf8JsonWriter json, SandboxOptions options)
    {
        var company = SandboxCompany.Find(SandboxAsked.OfDomain(Domain), options);
        json.WriteStartObject("organization");
        json.WriteString("id", company?.Id ?? Id);
        json.WriteString("name", company?.Name ?? CultureInfo.InvariantCulture.TextInfo.ToTitleCase(Domain.Split('.')[0]));
        json.WriteString("primary_domain", Domain);
        json.WriteStartObject("primary_phone");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // "mara.ellison" and "mara-ellison" tell a name.
    private static (string? First, string? Last) Words(SandboxAsked asked)
    {
        var words = (asked.Email?.Split('@')[0] ?? asked.LinkedIn ?? "").Split(['.', '-', '_'], StringSplitOptions.RemoveEmptyEntries);
        var text = CultureInfo.InvariantCulture.TextInfo;
        return words.Length < 2 ? (null, null) : (text.ToTitleCase(words[0]), text.ToTitleCase(words[1]));
    }

    private static string Ascii(string name) => string.Concat(name.ToLowerInvariant().Select(c => c switch
    {
        'ä' => "ae", 'ö' or 'ø' => "oe", 'ü' => "ue", 'ß' => "ss", 'é' or 'è' or 'ë' => "e", 'ł' => "l", 'ï' => "i",
        _ when char.IsAsciiLetterOrDigit(c) => c.ToString(),
        _ => "",
    }));
}
