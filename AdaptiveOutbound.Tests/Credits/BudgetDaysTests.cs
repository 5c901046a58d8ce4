using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Jobs.Credits;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Credits;

/// <summary>When a budget turns, in zones of both hemispheres and over changes of the clock.</summary>
internal sealed class BudgetDaysTests
{
    [TestCase("2026-11-27", "UTC", "2026-11-27T00:00:00Z")]
    [TestCase("2026-11-27", "Europe/Berlin", "2026-11-26T23:00:00Z")]
    [TestCase("2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z", Description = "clocks change later that night")]
    [TestCase("2026-11-27", "Pacific/Auckland", "2026-11-26T11:00:00Z")]
    [TestCase("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z", Description = "midnight does not exist: the day begins at one")]
    [TestCase("2026-10-25", "Atlantic/Azores", "2026-10-25T00:00:00Z", Description = "there are two midnights: the first one")]
    [TestCase("2026-11-27", "No/Where", "2026-11-27T00:00:00Z")]
    public void A_day_begins_at_the_first_instant_that_bears_its_date(string day, string zone, string begins) =>
        Assert.That(UsageDays.StartOf(DateOnly.Parse(day, null), zone), Is.EqualTo(DateTimeOffset.Parse(begins, null)));

    [Test]
    public void A_lane_rests_until_what_is_full_turns_and_only_shortly_while_calls_hold_the_rest()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-26T12:00:00Z", null));

        Assert.Multiple(() =>
        {
            Assert.That(Budget.Rest(new(null, 10, 100, 10, 40, 0), 1, "Europe/Berlin", clock).Until, Is.EqualTo(DateTimeOffset.Parse("2026-11-26T23:00:00Z", null)), "the day");
            Assert.That(Budget.Rest(new(null, 10, 100, 10, 100, 0), 1, "Europe/Berlin", clock).Until, Is.EqualTo(DateTimeOffset.Parse("2026-11-30T23:00:00Z", null)), "the month outlasts the day");
            Assert.That(Budget.Rest(new(null, 10, null, 9.5m, 9.5m, 0), 1, "UTC", clock).Message, Does.Contain("9.5 of 10 credits a day are spent, and the next question may cost 1"));
            Assert.That(Budget.Rest(new(null, 10, null, 5, 5, 5), 1, "UTC", clock).Until, Is.EqualTo(clock.GetUtcNow() + Budget.ForCallsUnderWay));
        });
    }

    [Test]
    public void What_is_left_is_the_least_of_the_limits_and_never_below_nothing()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Budget.LeftForJob(new(null, null, null, 5, 50, 3)), Is.Null);
            Assert.That(Budget.LeftForJob(new(7, 100, 60, 5, 50, 3)), Is.EqualTo(7));
            Assert.That(Budget.LeftForJob(new(20, 100, 60, 5, 50, 3)), Is.EqualTo(7), "60 − 50 − 3");
            Assert.That(Budget.LeftForJob(new(20, 4, 60, 5, 50, 3)), Is.Zero);
            Assert.That(Budget.LeftForJob(new(20, null, null, 5, 50, 3)), Is.EqualTo(20));
        });
    }
}
