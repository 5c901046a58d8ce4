using AdaptiveOutbound.Jobs.Providers;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Providers;

[TestFixture]
internal sealed class ApiKeyTests
{
    [Test]
    public void Shows_itself_to_nobody()
    {
        using var key = new ApiKey("secret-key-0123456789");

        Assert.That(key.ToString(), Is.EqualTo("[redacted]"));
        Assert.That(System.Text.Json.JsonSerializer.Serialize(key), Does.Not.Contain("secret"));
    }

    [Test]
    public void Cannot_be_revealed_after_it_was_wiped()
    {
        var key = new ApiKey("secret"u8);
        key.Dispose();

        Assert.That(key.Reveal, Throws.InstanceOf<ObjectDisposedException>());
    }

    [TestCase("the key SECRET-KEY-0123456789 is bad", "the key [redacted] is bad")]
    [TestCase("begins with secret-key-0123 only", "begins with [redacted] only")]
    [TestCase("an innocent sentence", "an innocent sentence")]
    public void Is_cut_out_of_a_text_whole_and_in_parts(string text, string redacted)
    {
        using var key = new ApiKey("secret-key-0123456789");

        Assert.That(key.RedactIn(text), Is.EqualTo(redacted));
    }
}
