using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Jobs.Providers;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Providers;

[TestFixture]
internal sealed class ApolloAnswerTests
{
    private HttpDouble _double = null!;
    private ApolloProvider _apollo = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _double = await HttpDouble.StartAsync();
        _apollo = new ApolloProvider("apollo", _double.BaseUrl, new ApolloOptions(), new FakeTimeProvider());
    }

    [TearDown]
    public async Task StopAsync()
    {
        _apollo.Dispose();
        await _double.DisposeAsync();
    }

    [Test]
    public async Task Reads_every_field_of_a_company()
    {
        var match = await CompanyAsync(ApolloFixtures.Company, Ask.Company("northwind-pylons.example"));

        Assert.That(match.Fields, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["domain"] = "northwind-pylons.example", ["name"] = "Northwind Pylons",
            ["linkedin_url"] = "https://www.linkedin.com/company/northwind-pylons-example",
            ["website_url"] = "http://www.northwind-pylons.example", ["industry"] = "electrical/electronic manufacturing",
            ["employees"] = "184", ["founded_year"] = "2009", ["phone"] = "+441632960118", ["street_address"] = "4 Quay Row",
            ["city"] = "Hexby", ["state"] = "England", ["postal_code"] = "HX9 1ZZ", ["country"] = "United Kingdom",
            ["annual_revenue"] = "31500000", ["technologies"] = "Postgres", ["keywords"] = "lattice towers; grid hardware",
            ["description"] = "Makes steel towers.", ["logo_url"] = "https://cdn.northwind-pylons.example/logo.png",
        }));
        Assert.That(match.Credits, Is.EqualTo(1m));
    }

    [Test]
    public async Task Puts_a_company_lookup_into_a_GET_and_nothing_else_into_a_URL()
    {
        await Ask.OneAsync(_apollo, Ask.Company("a.example"));
        await Ask.OneAsync(_apollo, Ask.Person("mara@a.example", "Mara", "Quist"));
        await Ask.BulkAsync(_apollo, Ask.Company("a.example"), Ask.Company(null, null, "company/x y"));

        Assert.That(_double.Requests.Select(r => $"{r.Method} {r.Path}{r.Query} {r.Body}"), Is.EqualTo(new[]
        {
            "GET organizations/enrich?domain=a.example ",
            "POST people/match " + """{"email":"mara@a.example","first_name":"Mara","last_name":"Quist","reveal_personal_emails":false,"reveal_phone_number":false}""",
            "POST organizations/bulk_enrich " + """{"details":[{"domain":"a.example"},{"linkedin_url":"https://www.linkedin.com/company/x%20y"}]}""",
        }));
    }

    [Test]
    public async Task Reads_a_person_and_keeps_private_addresses_out_unless_asked_for()
    {
        _double.Reply = _ => Reply.Json(ApolloFixtures.Person);
        var question = Ask.Person("mara@northwind-pylons.example");

        var without = (Answer.Matched)(await Ask.OneAsync(_apollo, question)).Answers!.Single();
        var with = (Answer.Matched)(await Ask.OneAsync(_apollo, question, personalEmails: true)).Answers!.Single();

        Assert.That(without.Fields["email_status"], Is.EqualTo("verified"));
        Assert.That(without.Fields["company"], Is.EqualTo("Northwind Pylons"));
        Assert.That(without.Fields, Does.Not.ContainKey("personal_emails"));
        Assert.That(with.Fields["personal_emails"], Is.EqualTo("mara@private.example"));
        Assert.That(without.Credits, Is.EqualTo(1m));
    }

    [TestCase("{\"person\":null}")]
    [TestCase("{}")]
    [TestCase("{\"person\":{\"id\":\"\",\"organization\":{\"id\":\"1\",\"name\":\"N\"}}}")]
    [TestCase("{\"person\":{\"id\":\"1\",\"name\":\"\",\"organization\":{\"id\":\"1\"}}}")]
    [TestCase("{\"person\":{\"id\":\"1\",\"name\":\"Mara\",\"match_confidence\":\"none\"}}")]
    public async Task Sees_no_match_in_a_person_that_is_none(string body)
    {
        _double.Reply = _ => Reply.Json(body);

        var result = await Ask.OneAsync(_apollo, Ask.Person("mara@a.example"));

        Assert.That(result.Answers!.Single(), Is.InstanceOf<Answer.NoMatch>());
        Assert.That(result.CreditsCharged, Is.Null);
    }

    [TestCase("""{"id":"1","name":"Tom Brown","first_name":"Tom","last_name":"Brown"}""")]
    [TestCase("""{"id":"1","name":"Mara Quist","email":"mara@other.example"}""")]
    [TestCase("""{"id":"1","name":"Mara Quist","linkedin_url":"http://linkedin.com/in/somebody-else"}""")]
    public async Task Uses_nothing_of_a_person_who_is_somebody_else_but_counts_the_cost(string person)
    {
        _double.Reply = _ => Reply.Json($$$"""{"person":{{{person}}}}""");

        var result = await Ask.OneAsync(_apollo, Ask.Person("mara@a.example", "Mara", "Quist", slug: "in/mara-quist"));

        Assert.That(result.Answers!.Single(), Is.InstanceOf<Answer.NoMatch>());
        Assert.That(result.CreditsCharged, Is.EqualTo(1m));
    }

    [Test]
    public async Task Takes_a_404_of_the_person_lookup_for_a_miss_and_a_page_for_a_wrong_address()
    {
        _double.Reply = _ => new Reply(404, "{\"error\":\"not found\"}");
        var miss = await Ask.OneAsync(_apollo, Ask.Person("mara@a.example"));
        _double.Reply = _ => new Reply(404, "<html>nothing here</html>", "text/html");
        var page = await Ask.OneAsync(_apollo, Ask.Person("mara@a.example"));

        Assert.That(miss.Answers!.Single(), Is.InstanceOf<Answer.NoMatch>());
        Assert.That(page.Failure, Is.InstanceOf<ProviderFailure.InvalidRequest>());
    }

    [Test]
    public async Task Sees_no_address_in_the_placeholder_for_a_locked_one()
    {
        _double.Reply = _ => Reply.Json("""{"person":{"id":"1","name":"Mara Quist","email":"email_not_unlocked@domain.com","email_status":"verified"}}""");

        var match = (Answer.Matched)(await Ask.OneAsync(_apollo, Ask.Person("mara@a.example"))).Answers!.Single();

        Assert.That(match.Fields, Does.Not.ContainKey("email").And.Not.ContainKey("email_status"));
    }

    [Test]
    public async Task Leaves_the_domain_out_when_the_provider_redirects_it()
    {
        var match = await CompanyAsync("""{"organization":{"id":"1","name":"N","primary_domain":"b.example"}}""", Ask.Company("a.example"));

        Assert.That(match.Fields, Does.Not.ContainKey("domain"));
        Assert.That(match.Fields["name"], Is.EqualTo("N"));
    }

    [Test]
    public async Task Bears_wrong_types_and_absurd_values()
    {
        var match = await CompanyAsync(
            """
            {"\ud800":1,"organization":{"\udfff":2,"id":"1","name":["x"],"primary_domain":7,"primary_phone":"none","phone":4989123,"estimated_num_employees":"184",
            "founded_year":99999,"annual_revenue":1e300,"total_funding":-5,"keywords":{"a":1},"technology_names":["a",null,3,{"b":1},"a"],
            "website_url":"javascript:alert(1)","city":"\ud800","state":"A\u0000B","country":true,"postal_code":80331}}
            """,
            Ask.Company("a.example"));

        Assert.That(match.Fields, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["phone"] = "4989123", ["employees"] = "184", ["technologies"] = "a; 3", ["state"] = "A B", ["postal_code"] = "80331",
        }));
    }

    [Test]
    public async Task Caps_an_endless_list()
    {
        var keywords = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"keyword {i}\""));

        var match = await CompanyAsync($$$"""{"organization":{"id":"1","keywords":[{{{keywords}}}]}}""", Ask.Company("a.example"));

        Assert.That(match.Fields["keywords"].Split("; "), Has.Length.EqualTo(100));
    }

    private async Task<Answer.Matched> CompanyAsync(string body, Question question)
    {
        _double.Reply = _ => Reply.Json(body);
        return (Answer.Matched)(await Ask.OneAsync(_apollo, question)).Answers!.Single();
    }
}
