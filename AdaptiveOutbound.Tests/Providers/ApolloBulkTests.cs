using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Jobs.Providers;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Providers;

[TestFixture]
internal sealed class ApolloBulkTests
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
    public async Task Matches_persons_by_address_page_and_name_with_company()
    {
        var result = await PeopleAsync(
            """
            {"id":"3","first_name":"Juergen","last_name":"Großmann","organization":{"primary_domain":"c.example"}},null,
            {"id":"2","name":"B B","linkedin_url":"https://de.linkedin.com/in/Bee/"},{"id":"1","name":"A A","email":"A@a.example"}
            """,
            Ask.Person("a@a.example"), Ask.Person(slug: "in/bee"), Ask.Person(first: "Jürgen", last: "Grossmann", domain: "c.example"),
            Ask.Person("nobody@d.example"));

        Assert.That(Ids(result), Is.EqualTo(new[] { "1", "2", "3", "no match" }));
    }

    [Test]
    public async Task Asks_alone_when_two_rows_claim_one_question()
    {
        var result = await PeopleAsync(
            """{"id":"1","name":"A A","email":"a@a.example"},{"id":"2","name":"A A","email":"a@a.example"},{"id":"3","name":"B","email":"b@b.example"}""",
            Ask.Person("a@a.example"), Ask.Person("b@b.example"));

        Assert.That(Ids(result), Is.EqualTo(new[] { "alone", "3" }));
    }

    [Test]
    public async Task Asks_alone_when_two_questions_claim_one_row()
    {
        var result = await PeopleAsync(
            """{"id":"1","name":"A A","email":"a@a.example","linkedin_url":"http://linkedin.com/in/aaa"}""",
            Ask.Person("a@a.example"), Ask.Person(slug: "in/aaa"));

        Assert.That(Ids(result), Is.EqualTo(new[] { "alone", "alone" }));
        Assert.That(result.CreditsCharged, Is.EqualTo(1m));
    }

    [Test]
    public async Task Takes_the_last_row_for_the_last_question_when_the_name_agrees()
    {
        var result = await CompaniesAsync(
            """{"id":"1","name":"A","primary_domain":"a.example"},{"id":"2","name":"Müller Werke","primary_domain":"new-b.example"}""",
            Ask.Company("a.example"), Ask.Company("b.example", "Mueller Werke GmbH"));

        Assert.That(Ids(result), Is.EqualTo(new[] { "1", "2" }));
        Assert.That(((Answer.Matched)result.Answers![1]).Fields, Does.Not.ContainKey("domain"));
    }

    [TestCase("Somebody Else")]
    [TestCase(null)]
    public async Task Asks_alone_when_a_row_is_left_over_and_nothing_agrees(string? name)
    {
        var result = await CompaniesAsync(
            """{"id":"1","name":"A","primary_domain":"a.example"},{"id":"2","name":"B","primary_domain":"new-b.example"}""",
            Ask.Company("a.example"), Ask.Company("b.example", name));

        Assert.That(Ids(result), Is.EqualTo(new[] { "1", "alone" }));
        Assert.That(result.CreditsCharged, Is.EqualTo(2m));
    }

    [TestCase("1.01", "1.01")]
    [TestCase("\"2.5\"", "2.5")]
    [TestCase("0", "0")]
    [TestCase("-1", null)]
    [TestCase("\"NaN\"", null)]
    [TestCase("1e9", null)]
    [TestCase("null", null)]
    public async Task Shares_out_what_a_bulk_call_consumed(string said, string? charged)
    {
        var result = await PeopleAsync(
            """{"id":"1","name":"A","email":"a@a.example"},{"id":"2","name":"B","email":"b@b.example"},{"id":"3","name":"C","email":"c@c.example"}""",
            said, Ask.Person("a@a.example"), Ask.Person("b@b.example"), Ask.Person("c@c.example"), Ask.Person("d@d.example"));

        Assert.That(result.CreditsCharged, Is.EqualTo(charged is null ? null : decimal.Parse(charged, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.That(result.Answers!.OfType<Answer.Matched>().Sum(m => m.Credits), Is.EqualTo(result.CreditsCharged ?? 3m));
    }

    [Test]
    public async Task Bears_a_request_id_below_zero_and_an_answer_that_matched_nobody()
    {
        _double.Reply = _ => Reply.Json("""{"status":"success","error_code":null,"request_id":-8123456789012345678,"missing_records":1,"matches":[null]}""");

        var result = await Ask.BulkAsync(_apollo, Ask.Person("a@a.example"));

        Assert.That(Ids(result), Is.EqualTo(new[] { "no match" }));
    }

    private static IEnumerable<string> Ids(CallResult result) => result.Answers!.Select(answer => answer switch
    {
        Answer.Matched match => match.ProviderRecordId,
        Answer.AskAlone => "alone",
        _ => "no match",
    });

    private Task<CallResult> PeopleAsync(string rows, params Question[] questions) => PeopleAsync(rows, "1", questions);

    private Task<CallResult> PeopleAsync(string rows, string credits, params Question[] questions)
    {
        _double.Reply = _ => Reply.Json($$"""{"status":"success","credits_consumed":{{credits}},"matches":[{{rows}}]}""");
        return Ask.BulkAsync(_apollo, questions);
    }

    private Task<CallResult> CompaniesAsync(string rows, params Question[] questions)
    {
        _double.Reply = _ => Reply.Json($$"""{"status":"success","organizations":[{{rows}}]}""");
        return Ask.BulkAsync(_apollo, questions);
    }
}
