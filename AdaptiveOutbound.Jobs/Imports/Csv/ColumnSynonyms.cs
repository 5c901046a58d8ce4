using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>What people call the fields, as <see cref="HeaderNames.Key"/> spells it. The fields' own names count too.</summary>
internal static class ColumnSynonyms
{
    private static readonly Dictionary<string, string> Account = Table(RecordFields.Account,
        "domain: companydomain companydomainname domainname primarydomain accountdomain website companywebsite accountwebsite web webseite homepage url companyurl",
        "name: company companyname account accountname organization organisation organizationname organisationname firma firmenname unternehmen",
        "linkedin_url: linkedin companylinkedin companylinkedinurl linkedincompanyurl linkedincompanypage companylinkedinpage linkedinprofile",
        "industry: branche", "employees: numberofemployees employeecount headcount companysize mitarbeiter",
        "founded_year: founded yearfounded foundedin", "phone: companyphone phonenumber telephone telefon",
        "street_address: street address companyaddress companystreet strasse straße", "city: companycity ort stadt", "state: companystate region bundesland",
        "postal_code: zip zipcode postcode plz", "country: companycountry land", "annual_revenue: revenue companyrevenue umsatz",
        "twitter_url: twitter companytwitter", "facebook_url: facebook companyfacebook");

    private static readonly Dictionary<string, string> Contact = Table(RecordFields.Contact,
        "email: emailaddress emailadresse workemail businessemail companyemail primaryemail contactemail mail mailaddress email1",
        "first_name: first given givenname forename vorname prenom prénom", "last_name: last surname familyname family nachname familienname",
        "linkedin_url: linkedin linkedinprofile linkedinprofileurl personlinkedin personlinkedinurl contactlinkedin contactlinkedinurl",
        "company: companyname account accountname organization organisation organizationname organisationname employer firma firmenname unternehmen",
        "domain: companydomain companydomainname domainname primarydomain accountdomain website companywebsite accountwebsite web webseite homepage url companyurl",
        "title: jobtitle position role jobposition berufsbezeichnung funktion", "departments: department abteilung", "country: land", "city: ort stadt",
        "twitter_url: twitter", "personal_emails: personalemail privateemail",
        ColumnMap.FullName + ": fullname contactname personname contact person");

    // Mapped after all others, and only to a field that is still free.
    private static readonly Dictionary<string, string> WeakAccount = new(StringComparer.Ordinal) { ["websiteurl"] = "domain" };

    private static readonly Dictionary<string, string> WeakContact = new(StringComparer.Ordinal)
    {
        ["websiteurl"] = "domain",
        ["name"] = ColumnMap.FullName,
    };

    private static readonly HashSet<string> PersonFields =
        new(["email", "first_name", "last_name", ColumnMap.FullName], StringComparer.Ordinal);

    /// <summary>The field that a column's name means by itself; null when none.</summary>
    public static string? Of(RecordKind kind, string key) =>
        (kind == RecordKind.Account ? Account : Contact).GetValueOrDefault(key);

    /// <summary>The field that a column's name may mean when nothing else does; null when none.</summary>
    public static string? WeakOf(RecordKind kind, string key) =>
        (kind == RecordKind.Account ? WeakAccount : WeakContact).GetValueOrDefault(key);

    /// <summary>True for a column that only a list of people has: an e-mail, a person's name or page.</summary>
    public static bool IsPerson(string key) =>
        (Contact.TryGetValue(key, out var field) && PersonFields.Contains(field))
        || key.StartsWith("personlinkedin", StringComparison.Ordinal) || key.StartsWith("contactlinkedin", StringComparison.Ordinal);

    private static Dictionary<string, string> Table(IReadOnlyList<string> fields, params string[] lines)
    {
        var table = fields.Where(field => field != "website_url").ToDictionary(HeaderNames.Key, field => field, StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var (field, keys) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            foreach (var key in keys.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                table.Add(key, field);
        }

        return table;
    }
}
