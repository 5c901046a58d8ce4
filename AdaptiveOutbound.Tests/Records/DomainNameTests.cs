using AdaptiveOutbound.Jobs.Records;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Records;

internal sealed class DomainNameTests
{
    [TestCase("x.example", "x.example")]
    [TestCase("  X.EXAMPLE  ", "x.example")]
    [TestCase("https://www.X.example/", "x.example")]
    [TestCase("http://user@x.example/path", "x.example")]
    [TestCase("http://user:pass@x.example:8080/path?q=a@b.example#c", "x.example")]
    [TestCase("x.example?utm=https://y.example", "x.example")]
    [TestCase("x.example/a://b", "x.example")]
    [TestCase("//x.example/", "x.example")]
    [TestCase("x.example:443", "x.example")]
    [TestCase("x.example.", "x.example")]
    [TestCase("www.example.com", "example.com")]
    [TestCase("www.example", "www.example")]
    [TestCase("www2.x.example", "www2.x.example")]
    [TestCase("\uFEFFx.example", "x.example")]
    [TestCase("müller.example", "xn--mller-kva.example")]
    [TestCase("MÜLLER.example", "xn--mller-kva.example")]
    [TestCase("mu\u0308ller.example", "xn--mller-kva.example")]
    [TestCase("https://www.straße.example/ä", "xn--strae-oqa.example")]
    [TestCase("xn--mller-kva.example", "xn--mller-kva.example")]
    [TestCase("日本。example", "xn--wgv71a.example")]
    [TestCase("ｘ．example", "x.example")]
    [TestCase("shop.co.uk", "shop.co.uk")]
    public void Takes_the_domain_out_of_any_spelling(string text, string expected)
    {
        Assert.That(DomainName.TryNormalize(text, out var domain, out _), Is.True);
        Assert.That(domain, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("https://")]
    [TestCase("not a domain")]
    [TestCase("localhost")]
    [TestCase("http://db.localhost/")]
    [TestCase("company")]
    [TestCase("a..b")]
    [TestCase(".x.example")]
    [TestCase("x.example..")]
    [TestCase("192.168.0.1")]
    [TestCase("http://192.168.0.1:80/x")]
    [TestCase("http://[::1]/")]
    [TestCase("2130706433")]
    [TestCase("co.uk")]
    [TestCase("https://www.co.uk/")]
    [TestCase("-x.example")]
    [TestCase("x-.example")]
    [TestCase("x_y.example")]
    [TestCase("x.example,y.example")]
    [TestCase("javascript:alert(1)")]
    [TestCase("i❤.example")]
    [TestCase("x\0.example")]
    public void Refuses_what_is_no_company_domain_with_a_reason(string text)
    {
        Assert.That(DomainName.TryNormalize(text, out _, out var reason), Is.False);
        Assert.That(reason, Is.Not.Empty);
    }

    [Test]
    public void Holds_the_lengths_of_DNS()
    {
        var label = new string('a', 63);

        Assert.That(DomainName.TryNormalize(label + ".example", out _, out _), Is.True);
        Assert.That(DomainName.TryNormalize(label + "a.example", out _, out _), Is.False);
        Assert.That(DomainName.TryNormalize(string.Join('.', label, label, label, new string('a', 61)), out _, out _), Is.True);
        Assert.That(DomainName.TryNormalize(string.Join('.', label, label, label, new string('a', 62)), out _, out _), Is.False);
        Assert.That(DomainName.TryNormalize(new string('ü', 100_000) + ".example", out _, out _), Is.False);
    }

    [TestCase("gmail.com", true)]
    [TestCase("gmx.de", true)]
    [TestCase("outlook.com", true)]
    [TestCase("x.example", false)]
    public void Knows_webmail(string domain, bool expected) => Assert.That(DomainName.IsWebmail(domain), Is.EqualTo(expected));
}
