using AdaptiveOutbound.Jobs.Providers;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Providers;

internal sealed class EchoedKeyTests
{
    private const string Key = "CANARYkey0123456789abcdef";

    [Test]
    public void A_key_that_an_answer_echoes_is_cut_out_of_its_values()
    {
        using var key = new ApiKey(Key);
        var result = new CallResult([Match("id", $"made with {Key}!"), new Answer.NoMatch(), Match(Key.ToUpperInvariant(), "Software")], null, null, 3);

        var clean = EchoedKey.CutFrom(result, key);

        Assert.That(((Answer.Matched)clean.Answers![0]).Fields, Is.EqualTo(new Dictionary<string, string> { ["industry"] = "made with [redacted]!" }));
        Assert.That(clean.Answers[1], Is.TypeOf<Answer.NoMatch>());
        Assert.That(((Answer.Matched)clean.Answers[2]).ProviderRecordId, Is.EqualTo("[redacted]"));
        Assert.That(clean.CreditsCharged, Is.EqualTo(3));
    }

    [Test]
    public void An_answer_without_the_key_stays_as_it_is()
    {
        using var key = new ApiKey(Key);
        var result = new CallResult([Match("id", Key[..12])], null, null, null);

        Assert.That(EchoedKey.CutFrom(result, key), Is.SameAs(result));
    }

    [Test]
    public void A_key_as_short_as_a_word_is_left_in_texts()
    {
        using var key = new ApiKey("sandbox");
        var result = new CallResult([Match("id", "invented by the sandbox")], null, null, null);

        Assert.That(EchoedKey.CutFrom(result, key), Is.SameAs(result));
    }

    private static Answer.Matched Match(string id, string industry) => new(id, new Dictionary<string, string> { ["industry"] = industry }, 1);
}
