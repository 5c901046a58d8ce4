using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Records;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Records;

internal sealed class LinkedInUrlTests
{
    [TestCase("https://www.linkedin.com/company/Foo-Bar/", RecordKind.Account, "company/foo-bar")]
    [TestCase("http://de.linkedin.com/company/foo?trk=x#y", RecordKind.Account, "company/foo")]
    [TestCase("linkedin.com/company/foo/about/", RecordKind.Account, "company/foo")]
    [TestCase("company/foo", RecordKind.Account, "company/foo")]
    [TestCase("https://www.linkedin.com/company/12345", RecordKind.Account, "company/12345")]
    [TestCase("HTTPS://LINKEDIN.COM/IN/J%C3%BCrgen-M", RecordKind.Contact, "in/jürgen-m")]
    [TestCase("https://www.linkedin.com/in/ju%CC%88rgen-m", RecordKind.Contact, "in/jürgen-m")]
    [TestCase("/in/anna/de", RecordKind.Contact, "in/anna")]
    public void Takes_the_slug_out_of_any_spelling(string text, RecordKind kind, string expected)
    {
        Assert.That(LinkedInUrl.TryNormalize(text, kind, out var slug, out _), Is.True);
        Assert.That(slug, Is.EqualTo(expected));
    }

    [TestCase("https://www.linkedin.com/in/anna", RecordKind.Account, "person's")]
    [TestCase("https://www.linkedin.com/company/foo", RecordKind.Contact, "company's")]
    [TestCase("https://www.linkedin.com/sales/lead/abc", RecordKind.Contact, "public page")]
    [TestCase("https://evil.example/in/anna", RecordKind.Contact, "LinkedIn page")]
    [TestCase("https://linkedin.com.evil.example/in/anna", RecordKind.Contact, "LinkedIn page")]
    [TestCase("https://www.linkedin.com/", RecordKind.Contact, "LinkedIn page")]
    [TestCase("anna", RecordKind.Contact, "LinkedIn page")]
    [TestCase("in/an na", RecordKind.Contact, "LinkedIn page")]
    [TestCase("in/an%2Fna", RecordKind.Contact, "LinkedIn page")]
    public void Refuses_other_pages_with_a_reason(string text, RecordKind kind, string said)
    {
        Assert.That(LinkedInUrl.TryNormalize(text, kind, out _, out var reason), Is.False);
        Assert.That(reason, Does.Contain(said));
    }
}
