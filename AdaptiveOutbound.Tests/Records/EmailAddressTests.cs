using AdaptiveOutbound.Jobs.Records;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Records;

internal sealed class EmailAddressTests
{
    [TestCase(" Anna.Mueller@X.Example ", "Anna.Mueller@x.example", "anna.mueller@x.example")]
    [TestCase("j@müller.example", "j@xn--mller-kva.example", "j@xn--mller-kva.example")]
    [TestCase("Ju\u0308rgen@x.example", "Jürgen@x.example", "jürgen@x.example")]
    [TestCase("mailto:a+b@www.x.example", "a+b@www.x.example", "a+b@www.x.example")]
    [TestCase("o'brien@x.example.", "o'brien@x.example", "o'brien@x.example")]
    public void Keeps_the_local_part_for_sending_and_lowers_the_key(string text, string address, string key)
    {
        Assert.That(EmailAddress.TryNormalize(text, out var email, out _), Is.True);
        Assert.That((email!.Address, email.Key), Is.EqualTo((address, key)));
    }

    [TestCase("")]
    [TestCase("a.x.example")]
    [TestCase("a@b@x.example")]
    [TestCase("@x.example")]
    [TestCase("a@")]
    [TestCase("a b@x.example")]
    [TestCase("a@x.example, b@x.example")]
    [TestCase("a@x.exa\nmple")]
    [TestCase("a\u200B@x.example")]
    [TestCase("Anna <a@x.example>")]
    [TestCase("\"a\"@x.example")]
    [TestCase("a@localhost")]
    [TestCase("a@x.example/path")]
    [TestCase("a@127.0.0.1")]
    public void Refuses_what_is_no_single_address(string text)
    {
        Assert.That(EmailAddress.TryNormalize(text, out _, out var reason), Is.False);
        Assert.That(reason, Is.Not.Empty);
    }

    [Test]
    public void Holds_the_length()
    {
        Assert.That(EmailAddress.TryNormalize(new string('a', 244) + "@x.example", out _, out _), Is.True);
        Assert.That(EmailAddress.TryNormalize(new string('a', 245) + "@x.example", out _, out _), Is.False);
    }
}
