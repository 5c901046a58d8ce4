using AdaptiveOutbound.Web.Access;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Access;

[TestFixture]
internal sealed class SetUpLinkTests
{
    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void It_is_valid_for_an_hour()
    {
        var link = new SetUpLink(_clock);
        var code = CodeOf(link);

        _clock.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromSeconds(1));
        var late = link.Fits(code);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That((late, link.Fits(code), link.TryTake(code)), Is.EqualTo((true, false, false)));
    }

    [Test]
    public void No_other_code_fits()
    {
        var (link, other) = (new SetUpLink(_clock), new SetUpLink(_clock));

        Assert.That(new[] { null, "", "x", CodeOf(other), CodeOf(link)[..^1], CodeOf(link) + "A" }.Where(link.Fits), Is.Empty);
    }

    [Test]
    public void It_is_taken_once_until_it_is_given_back()
    {
        var link = new SetUpLink(_clock);
        var code = CodeOf(link);

        bool[] taken = [link.TryTake(code), link.TryTake(code)];
        link.GiveBack();

        Assert.That(taken, Is.EqualTo(new[] { true, false }));
        Assert.That(link.TryTake(code), Is.True);
    }

    private static string CodeOf(SetUpLink link) => link.Path.Split("code=")[1];
}
