using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Providers;

[TestFixture]
internal sealed class BulkMatcherTests
{
    private static readonly Dictionary<string, string> NoFields = [];

    [Test]
    public void Gives_no_question_a_row_of_another_whatever_comes_back([Range(1, 50)] int seed)
    {
        var random = new Random(seed);
        var questions = Enumerable.Range(0, 10).Select(QuestionOf).ToArray();
        var rows = Enumerable.Range(0, 10).Where(_ => random.Next(4) > 0).SelectMany(i => Enumerable.Repeat(RowOf(i), random.Next(1, 3))).ToArray();
        random.Shuffle(rows);

        var pairings = BulkMatcher.Match(questions, rows);

        var answered = rows.Select(row => row.Id).ToHashSet();
        Assert.That(
            pairings.Select(p => p.Row?.Id), Is.EqualTo(Enumerable.Range(0, 10).Select(i => answered.Contains($"{i}") ? $"{i}" : null)));
        Assert.That(pairings.Any(p => p.Ambiguous), Is.False);
    }

    [Test]
    public void Shares_sum_to_the_whole([Values(0.0001, 1, 1.01, 9.9999, 90)] double total, [Range(1, 10)] int parts)
    {
        var shares = ApolloCredits.Share((decimal)total, parts);

        Assert.That(shares.Sum(), Is.EqualTo((decimal)total));
        Assert.That(shares.Max() - shares.Min(), Is.LessThanOrEqualTo(0.0001m));
    }

    [TestCase("Jürgen", "Großmann", "Juergen", "Grossmann", true)]
    [TestCase("Rob", "Brown", "Robert", "Brown-Smith", true)]
    [TestCase("Søren", "Østergård", "Soren", "Ostergard", true)]
    [TestCase("Mara", "Quist", "Tom", "Quist", false)]
    [TestCase("Mara", "Quist", "Mara", "Brown", false)]
    [TestCase("", "Quist", "Mara", "Quist", false)]
    public void Compares_names_across_spellings(string first, string last, string otherFirst, string otherLast, bool agree)
        => Assert.That(Names.OfPersonAgree(first, last, otherFirst, otherLast), Is.EqualTo(agree));

    // Asked by address, page and name in turn.
    private static Question QuestionOf(int i) => (i % 3) switch
    {
        0 => Ask.Person($"p{i}@x.example"),
        1 => Ask.Person(slug: $"in/p{i}"),
        _ => Ask.Person(first: $"First{i}", last: $"Last{i}", domain: "x.example"),
    };

    private static Row RowOf(int i)
        => new($"{i}", $"in/p{i}", ["x.example"], [$"p{i}@x.example"], $"First{i}", $"Last{i}", "X", NoFields);
}
