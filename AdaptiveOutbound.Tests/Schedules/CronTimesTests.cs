using AdaptiveOutbound.Jobs.Schedules;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Schedules;

/// <summary>What times a cron names, where clocks change too.</summary>
internal sealed class CronTimesTests
{
    [TestCase("0 0 30 2 *", "never fires")]
    [TestCase("0 0 31 4,6,9,11 *", "never fires")]
    [TestCase("* * * * * *", "seconds")]
    [TestCase("*/5 * * * *  0", "seconds")]
    [TestCase("@every_second", "five fields")]
    [TestCase("", "five fields")]
    [TestCase("60 * * * *", "Minutes")]
    [TestCase("0 0 * * mondays", "cannot be read")]
    [TestCase("H * * * *", "H is not taken")]
    [TestCase("0 0 H * *", "H is not taken")]
    [TestCase("* * * * H", "H is not taken")]
    public void A_cron_that_cannot_be_is_refused_with_the_reason(string cron, string reason)
    {
        var (read, problem) = CronTimes.Read(cron, At("2026-01-01T00:00Z"));

        Assert.That((read, problem?.Contains(reason, StringComparison.Ordinal)), Is.EqualTo(((CronTimes?)null, true)), problem);
    }

    [Test]
    public void A_cron_longer_than_any_is_refused_unread() => Assert.That(CronTimes.Read(new string('1', 5_000), DateTimeOffset.UnixEpoch).Problem, Does.Contain("100"));

    [TestCase("@daily", "0 0 * * *")]
    [TestCase("  30   2 *\t* * ", "30 2 * * *")]
    public void A_cron_is_kept_in_five_fields(string cron, string kept) => Assert.That(CronTimes.Read(cron, DateTimeOffset.UnixEpoch).Cron?.Text, Is.EqualTo(kept));

    // Berlin's clocks go from 02:00 to 03:00 on March 29 2026 and from 03:00 back to 02:00 on October 25; Sydney's on October 4 and April 5; Santiago's over midnight.
    [TestCase("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T01:00Z", "2026-03-30T00:30Z")]
    [TestCase("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z")]
    [TestCase("30 * * * *", "Europe/Berlin", "2026-10-25T00:00Z", "2026-10-25T00:30Z", "2026-10-25T01:30Z")]
    [TestCase("30 2 * * *", "Australia/Sydney", "2026-10-03T10:00Z", "2026-10-03T16:00Z", "2026-10-04T15:30Z")]
    [TestCase("30 2 * * *", "Australia/Sydney", "2026-04-04T10:00Z", "2026-04-04T15:30Z", "2026-04-05T16:30Z")]
    [TestCase("0 0 * * *", "America/Santiago", "2026-09-05T20:00Z", "2026-09-06T04:00Z", "2026-09-07T03:00Z")]
    [TestCase("0 9 29 2 *", "UTC", "2026-01-01T00:00Z", "2028-02-29T09:00Z", "2032-02-29T09:00Z")]
    [TestCase("0 0 L * *", "Asia/Kolkata", "2026-02-10T00:00Z", "2026-02-27T18:30Z", "2026-03-30T18:30Z")]
    public void Its_times_are_those_of_the_zones_clocks(string cron, string zone, string after, string first, string second)
    {
        var times = CronTimes.Read(cron, At(after)).Cron!.Next(At(after), TimeZoneInfo.FindSystemTimeZoneById(zone), 2);

        Assert.That(times.Select(t => t.At.ToUniversalTime()), Is.EqualTo(new[] { At(first), At(second) }));
    }

    [Test]
    public void The_next_times_say_where_the_clocks_change()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var nightly = CronTimes.Read("30 2 * * *", DateTimeOffset.UnixEpoch).Cron!;
        var hourly = CronTimes.Read("30 * * * *", DateTimeOffset.UnixEpoch).Cron!;

        Assert.That(nightly.Next(At("2026-03-27T12:00Z"), berlin, 5).Select(t => t.Note is { } note ? note.Split(':')[0] : null), Is.EqualTo(new[] { null, "Clocks go forward", null, null, null }));
        Assert.That(hourly.Next(At("2026-10-25T00:00Z"), berlin, 5).Select(t => t.Note?.Split(' ')[^1]), Is.EqualTo(new[] { "first.", "second.", null, null, null }));
        Assert.That(CronTimes.Read("0 12 * * *", DateTimeOffset.UnixEpoch).Cron!.Next(At("2026-10-24T12:00Z"), berlin, 2).Select(t => t.Note), Is.EqualTo(new[] { "Clocks went back since the time before.", null }));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
