using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Sandbox;

[TestFixture]
internal sealed class SandboxOptionsTests
{
    [Test]
    public void Defaults_are_valid()
        => Assert.That(new SandboxOptionsValidator().Validate(null, new SandboxOptions()).Succeeded, Is.True);

    [Test]
    public void Names_every_wrong_option()
    {
        var options = new SandboxOptions { MatchShare = 1.1, LimitPerMinute = 0, Key = "", Faults = { Reset = -1 } };

        var result = new SandboxOptionsValidator().Validate(null, options);

        Assert.That(result.Failures, Has.Exactly(4).Items);
        Assert.That(result.FailureMessage, Does.Contain("MatchShare").And.Contain("LimitPerMinute").And.Contain("Key").And.Contain("Reset"));
    }
}
