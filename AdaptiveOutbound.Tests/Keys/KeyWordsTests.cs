using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Web.Pages.Workspace;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Keys;

/// <summary>What the page of keys says of a test: what happened, and what to do.</summary>
[TestFixture]
internal sealed class KeyWordsTests
{
    private static readonly string[] Codes = ["accepted", "key_rejected", "not_entitled", "out_of_credits", "rate_limited", "provider_unreachable"];

    [TestCase("key_rejected", "bad", "Apollo does not know this key", "Make a new key at Apollo and replace this one")]
    [TestCase("not_entitled", "warn", "The key works, but may not enrich", "None of the enrichment endpoints is ticked")]
    [TestCase("out_of_credits", "bad", "no credits left", "Buy credits at Apollo")]
    [TestCase("rate_limited", "warn", "no more calls with this key for now", "test again in a minute")]
    [TestCase("provider_unreachable", "warn", "could not be reached", "test again when Apollo answers")]
    public void A_finding_says_what_happened_and_what_to_do(string code, string look, string happened, string toDo)
    {
        var finding = KeyWords.Of(Tested(code));

        Assert.That(finding.Look, Is.EqualTo(look));
        Assert.That(finding.Headline, Does.Contain(happened));
        Assert.That(finding.Meaning, Does.Contain(toDo));
    }

    [Test]
    public void No_two_findings_share_a_headline_or_a_meaning()
    {
        var findings = Codes.Select(code => KeyWords.Of(Tested(code))).ToArray();

        Assert.That(findings.Select(finding => finding.Headline), Is.Unique);
        Assert.That(findings.Select(finding => finding.Meaning), Is.Unique);
    }

    [TestCase("37.5", "37.5 credits left")]
    [TestCase(null, "did not say how many credits are left")]
    public void An_accepted_key_says_what_is_left(string? credits, string said)
    {
        var finding = KeyWords.Of(Tested("accepted") with { CreditsLeft = credits is null ? null : decimal.Parse(credits, System.Globalization.CultureInfo.InvariantCulture) });

        Assert.That(finding.Look, Is.EqualTo("ok"));
        Assert.That(finding.Meaning, Does.Contain(said));
    }

    [Test]
    public void A_key_that_may_call_some_says_for_each_purpose_whether()
    {
        var test = Tested("accepted") with { MayCall = ["organizations/enrich"], MayNotCall = ["people/match", "people/bulk_match"] };

        Assert.That(KeyWords.Purposes.Select(purpose => KeyWords.May(test, purpose.Endpoints)), Is.EqualTo(new bool?[] { true, false, null, null }));
    }

    [Test]
    public void A_stored_key_that_was_refused_or_cannot_be_opened_says_so_and_a_good_one_nothing()
    {
        Assert.That(KeyWords.Of(KeyStatus.Rejected)!.Headline, Does.Contain("does not know this key any more"));
        Assert.That(KeyWords.Of(KeyStatus.NeedsReentry)!.Meaning, Does.Contain("Enter the key again"));
        Assert.That(KeyWords.Of(KeyStatus.Unverified)!.Headline, Is.EqualTo("Not tested yet: Apollo could not be asked so far."), "true before and after a test that reached nobody");
        Assert.That(KeyWords.Of(KeyStatus.Active), Is.Null);
    }

    private static KeyTest Tested(string code) =>
        new(code switch { "key_rejected" => KeyVerdict.Rejected, "provider_unreachable" => KeyVerdict.Unreachable, _ => KeyVerdict.Accepted }, "Apollo said nothing for 10 s.", [], [], null) { Code = code };
}
