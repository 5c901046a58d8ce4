using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Records;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Records;

internal sealed class RecordLineTests
{
    [Test]
    public void Normalises_an_account_and_leaves_empty_cells_out()
    {
        var line = Line("Company,Website,LinkedIn,City", "  Müller  GmbH |https://www.MÜLLER.example/|linkedin.com/company/Mueller| ");

        Assert.That(line.Problem, Is.Null);
        Assert.That(line.Record!.Fields, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["name"] = "Müller GmbH",
            ["domain"] = "xn--mller-kva.example",
            ["linkedin_url"] = "company/mueller",
        }));
        Assert.That(line.Record.Identity, Is.EqualTo(new RecordIdentity(Domain: "xn--mller-kva.example", LinkedInSlug: "company/mueller", Name: "Müller GmbH")));
    }

    [Test]
    public void Normalises_a_contact_and_splits_its_full_name()
    {
        var line = Line("Full Name,Website,Title", "Ludwig van Beethoven|x.example|CEO");

        Assert.That(line.Record!.Identity, Is.EqualTo(new RecordIdentity(Domain: "x.example", FirstName: "Ludwig", LastName: "van Beethoven")));
    }

    [TestCase("a@acme.example", "acme.example")]
    [TestCase("a@gmail.com", null)]
    public void Derives_a_domain_for_the_question_but_imports_none(string email, string? derived)
    {
        var line = Line("Email", email);

        Assert.That(line.Record!.DerivedDomain, Is.EqualTo(derived));
        Assert.That(line.Record.Fields.Keys, Is.EqualTo(new[] { "email" }));
    }

    [TestCase("Company,Website", "A|not a domain", "domain", "domain_invalid")]
    [TestCase("Company,Website", "A|", null, "no_identity")]
    [TestCase("Company,Website", "|", null, "no_identity")]
    [TestCase("Website,LinkedIn", "x.example|linkedin.com/in/a", "linkedin_url", "linkedin_url_invalid")]
    [TestCase("Website,City", "x.example|Bo\0nn", "city", "value_invalid")]
    [TestCase("Email,Website", "a@@x.example|x.example", "email", "email_invalid")]
    [TestCase("First Name,Last Name,Company,Email", "A|B|C|", null, "no_identity")]
    [TestCase("First Name,Last Name,Website,Email", "A||x.example|", null, "no_identity")]
    public void Rejects_a_line_with_field_and_code(string header, string cells, string? field, string code)
    {
        var line = Line(header, cells);

        Assert.That(line.Record, Is.Null);
        Assert.That((line.Problem!.Field, line.Problem.Code), Is.EqualTo((field, code)));
        Assert.That(line.Problem.Message, Is.Not.Empty);
        Assert.That((line.Line, line.Index), Is.EqualTo((7, 5)));
    }

    [Test]
    public void Passes_on_what_is_wrong_with_a_lines_form()
    {
        var map = Map("Website");

        var line = RecordLine.From(new CsvRecord(7, 5, ["x.example"], new CsvProblem("too_many_cells", "…", 7)), map);

        Assert.That(line.Problem!.Code, Is.EqualTo("too_many_cells"));
    }

    private static RecordLine Line(string header, string cells) => RecordLine.From(new CsvRecord(7, 5, cells.Split('|'), null), Map(header));

    private static ColumnMap Map(string header) =>
        ColumnMap.TryCreate(header.Split(','), null, [], out var map, out var problem) ? map : throw new AssertionException(problem.Message);
}
