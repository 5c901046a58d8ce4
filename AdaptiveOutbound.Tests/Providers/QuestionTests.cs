using AdaptiveOutbound.Jobs.Providers;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Providers;

[TestFixture]
internal sealed class QuestionTests
{
    private static readonly AskOptions Plain = new(false);
    private static readonly AskOptions Reveal = new(true);

    [Test]
    public void Two_spellings_of_a_company_ask_one_question()
        => Assert.That(
            Ask.Company("a.example", "Acme").Fingerprint(Plain), Is.EqualTo(Ask.Company("A.example", "ACME GmbH").Fingerprint(Reveal)));

    [Test]
    public void An_option_that_changes_the_answer_changes_the_question()
        => Assert.That(Ask.Person("a@a.example").Fingerprint(Plain), Is.Not.EqualTo(Ask.Person("a@a.example").Fingerprint(Reveal)));

    [Test]
    public void Parts_do_not_run_into_one_another()
        => Assert.That(
            Ask.Person(null, "ab", "c", "x.example").Fingerprint(Plain), Is.Not.EqualTo(Ask.Person(null, "a", "bc", "x.example").Fingerprint(Plain)));

    [Test]
    public void A_fingerprint_stays_the_same_between_releases()
        => Assert.That(Convert.ToHexStringLower(Ask.Company("a.example").Fingerprint(Plain)), Is.EqualTo("052e429a9d839890f2798534732ec9d6bbad4b6a0af7ce3eda9c4495359a9871"));

    [Test]
    public void Half_a_surrogate_pair_can_be_asked()
        => Assert.That(Ask.Person(null, "a\ud800", "b", "x.example").Fingerprint(Plain), Has.Length.EqualTo(32));

    [Test]
    public void A_record_without_identity_cannot_be_asked()
    {
        Assert.That(Ask.Company(null, "Acme").CanBeAsked, Is.False);
        Assert.That(Ask.Company(null, null, "in/x").CanBeAsked, Is.False);
        Assert.That(Ask.Person(first: "A", last: "B").CanBeAsked, Is.False);
        Assert.That(Ask.Person(first: "A", last: "B", domain: "x.example").CanBeAsked, Is.True);
        Assert.That(Ask.Person(slug: "in/x").CanBeAsked, Is.True);
    }

    [Test]
    public void Shows_what_identifies_it_in_the_ledger_only()
    {
        Assert.That(Ask.Company("a.example").Canonical, Is.EqualTo("account domain=a.example"));
        Assert.That(Ask.Person("a@a.example").ToString(), Is.EqualTo("Question (contact)"));
    }
}
