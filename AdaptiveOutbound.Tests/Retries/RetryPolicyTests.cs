using AdaptiveOutbound.Jobs.Retries;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Retries;

internal sealed class RetryPolicyTests
{
    [TestCase(1, 60)]
    [TestCase(2, 120)]
    [TestCase(3, 240)]
    [TestCase(4, 480)]
    [TestCase(6, 1920)]
    [TestCase(7, 3600)]
    [TestCase(40, 3600)]
    public void Waits_a_minute_and_doubles_up_to_an_hour(int attempt, double seconds) =>
        Assert.That(RetryPolicy.Delay(attempt, 0.5).TotalSeconds, Is.EqualTo(seconds).Within(0.001));

    [TestCase(0, 48)]
    [TestCase(0.25, 54)]
    [TestCase(0.999999, 72)]
    public void Jitter_moves_the_wait_by_a_fifth_at_most(double jitter, double seconds) =>
        Assert.That(RetryPolicy.Delay(1, jitter).TotalSeconds, Is.EqualTo(seconds).Within(0.001));

    [Test]
    public void No_wait_is_longer_than_an_hour_whatever_the_jitter() =>
        Assert.That(RetryPolicy.Delay(7, 0.999).TotalSeconds, Is.EqualTo(3600));

    [TestCase(1, true)]
    [TestCase(4, true)]
    [TestCase(5, false)]
    [TestCase(6, false)]
    public void An_item_has_five_attempts(int attempt, bool more) => Assert.That(RetryPolicy.HasAttemptsLeft(attempt), Is.EqualTo(more));

    [TestCase(0)]
    [TestCase(-1)]
    public void Attempts_count_from_one(int attempt) => Assert.That(() => RetryPolicy.Delay(attempt, 0.5), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [TestCase(0, 0, 400)]
    [TestCase(1, 1, 1600)]
    public void A_call_is_made_again_soon(int retries, int sinceSeconds, int milliseconds) =>
        Assert.That(RetryPolicy.CallDelay(retries, TimeSpan.FromSeconds(sinceSeconds), 0.5)?.TotalMilliseconds, Is.EqualTo(milliseconds));

    [TestCase(2, 0)]
    [TestCase(0, 5)]
    [TestCase(1, 4)]
    public void A_call_is_not_made_again_a_third_time_or_late(int retries, int sinceSeconds) =>
        Assert.That(RetryPolicy.CallDelay(retries, TimeSpan.FromSeconds(sinceSeconds), 0.5), Is.Null);
}
