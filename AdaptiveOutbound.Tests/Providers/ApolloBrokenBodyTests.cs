using System.Text;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Providers;

[TestFixture]
internal sealed class ApolloBrokenBodyTests
{
    private static readonly string[] Values =
        ["null", "{}", "[]", "[null,1,{}]", "-1", "1e999", "true", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "\"@\"", "\"http://[\"", "\"%ff%\"", "\"https://linkedin.com/in/%zz\""];

    [Test]
    public async Task Answers_in_values_whatever_a_body_holds([Values(200, 403, 422, 429)] int status, [Values] bool person)
    {
        await using var running = await HttpDouble.StartAsync();
        using var apollo = new ApolloProvider("apollo", running.BaseUrl, new ApolloOptions(), new FakeTimeProvider());
        var random = new Random(status + (person ? 1 : 0));
        var body = status == 422 ? ApolloFixtures.CreditsExhausted : person ? ApolloFixtures.Person : ApolloFixtures.Company;
        running.Reply = _ => new Reply(status, Break(body, random));
        var question = person ? Ask.Person("mara@northwind-pylons.example", "Mara", "Quist", slug: "in/mara") : Ask.Company("northwind-pylons.example");

        for (var i = 0; i < 1_000; i++)
        {
            var result = await Ask.OneAsync(apollo, question);
            Assert.That(result.Answers is null, Is.Not.EqualTo(result.Failure is null));
        }
    }

    // Puts another value in place of one, or changes or cuts the bytes.
    private static string Break(string body, Random random)
    {
        var colons = Enumerable.Range(0, body.Length).Where(i => body[i] == ':' && body[i - 1] == '"').ToArray();
        var at = colons[random.Next(colons.Length)] + 1;
        var end = body.AsSpan(at).IndexOfAny(",}") + at;
        return random.Next(4) switch
        {
            0 => body[..random.Next(body.Length)],
            1 => new StringBuilder(body) { [random.Next(body.Length)] = (char)random.Next(1, 256) }.ToString(),
            _ => body[..at] + Values[random.Next(Values.Length)] + body[end..],
        };
    }
}
