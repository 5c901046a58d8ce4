using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports.Csv;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Imports.Csv;

internal sealed class ColumnMapTests
{
    [TestCase("Company,Website,LinkedIn,Employees", "name,domain,linkedin_url,employees")]
    [TestCase("Firma,Webseite,Ort,PLZ", "name,domain,city,postal_code")]
    [TestCase("Company Name,company website,Company Linkedin Url", "name,domain,linkedin_url")]
    [TestCase("Account Name,URL,# Employees", "name,domain,employees")]
    [TestCase("name,Website URL", "name,domain")]
    [TestCase("name,Website URL,Domain", "name,website_url,domain")]
    [TestCase("domain,name,linkedin_url,website_url,industry", "domain,name,linkedin_url,website_url,industry")]
    [TestCase("Domain,Website,Notes", "domain,-,-")]
    [TestCase("__proto__,Domain,Domain", "-,domain,-")]
    public void Guesses_the_fields_of_accounts(string header, string fields) => AssertGuess(RecordKind.Account, header, fields);

    [TestCase("First Name,Last Name,Email,Company,Website,Title,LinkedIn", "first_name,last_name,email,company,domain,title,linkedin_url")]
    [TestCase("Vorname,Nachname,E-Mail,Firma", "first_name,last_name,email,company")]
    [TestCase("Given name,Surname,Work Email,Job Title", "first_name,last_name,email,title")]
    [TestCase("Full Name,Company Website", "full_name,domain")]
    [TestCase("Name,Email", "full_name,email")]
    [TestCase("Name,First Name,Last Name,Email", "-,first_name,last_name,email")]
    [TestCase("Person Linkedin Url,Company Linkedin Url,Company", "linkedin_url,-,company")]
    [TestCase("WORK_EMAIL,email", "email,-")]
    public void Guesses_the_fields_of_contacts(string header, string fields) => AssertGuess(RecordKind.Contact, header, fields);

    [Test]
    public void Lets_an_explicit_map_win_over_guesses()
    {
        var map = Create("Website,Shop,City", null, "Shop=domain", "city=");

        Assert.That(map.Columns.Select(column => (column.Column, column.Field)), Is.EqualTo(new[] { ("Shop", "domain") }));
    }

    [Test]
    public void Finds_columns_by_distinct_names_and_names_with_an_equals_sign()
    {
        var map = Create("Email,Email,a=b", RecordKind.Contact, "Email (2)=email", "a=b=title");

        Assert.That(map.Columns.Select(column => (column.Index, column.Field)), Is.EqualTo(new[] { (1, "email"), (2, "title") }));
    }

    [TestCase("Website", "Nope=domain", "map_unknown_column", "Website")]
    [TestCase("Website", "Website=shoe_size", "map_unknown_field", "linkedin_url")]
    [TestCase("Website,Url", "Website=domain|Url=domain", "map_clash", "Url")]
    [TestCase("Website,Url", "Website=domain|website=name", "map_clash", "Website")]
    [TestCase("Website", "domain", "map_invalid", "Website=domain")]
    [TestCase("Colour,Size", "", "no_enrichable_column", "Colour, Size")]
    [TestCase("Company,City", "", "no_enrichable_column", "--map")]
    [TestCase("First Name,Last Name,Company", "", "no_enrichable_column", "e-mail")]
    [TestCase("Website,City", "Website=", "no_enrichable_column", "Website")]
    public void Refuses_a_map_and_says_what_there_is(string header, string overrides, string code, string said)
    {
        var created = ColumnMap.TryCreate(header.Split(','), null, overrides.Split('|', StringSplitOptions.RemoveEmptyEntries), out _, out var problem);

        Assert.That(created, Is.False);
        Assert.That(problem!.Code, Is.EqualTo(code));
        Assert.That(problem.Message, Does.Contain(said));
    }

    private static void AssertGuess(RecordKind kind, string header, string fields)
    {
        var map = Create(header, null);

        var byColumn = map.Columns.ToDictionary(column => column.Index, column => column.Field);
        Assert.That(map.Kind, Is.EqualTo(kind));
        Assert.That(header.Split(',').Select((_, i) => byColumn.GetValueOrDefault(i, "-")), Is.EqualTo(fields.Split(',')));
    }

    private static ColumnMap Create(string header, RecordKind? kind, params string[] overrides) =>
        ColumnMap.TryCreate(header.Split(','), kind, overrides, out var map, out var problem)
            ? map
            : throw new AssertionException(problem.Message);
}
