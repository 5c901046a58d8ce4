using AdaptiveOutbound.Data;
using AdaptiveOutbound.Jobs.Schedules;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Schedules;

/// <summary>A year of schedules in four zones of both hemispheres, fired by two processes at once.</summary>
internal sealed class ScheduleYearTests
{
    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "Australia/Sydney", "America/Santiago"];

    [Test]
    public async Task Over_a_year_each_time_fires_once_whichever_process_comes_first_and_whichever_dies()
    {
        await using var host = await ScheduleHost.StartAsync(processes: 2, spread: TimeSpan.FromMinutes(5));
        await host.AccountsAsync(1);
        // Sundays at half past two: the hour that clocks skip and repeat.
        List<ScheduleView> schedules = [];
        foreach (var zone in Zones) schedules.Add(await host.ScheduleAsync("30 2 * * 0", zone, w => w with { Name = zone }));
        var (random, until) = (new Random(7), host.Clock.GetUtcNow().AddYears(1));

        for (var next = await NextAsync(host); next < until; next = await NextAsync(host))
        {
            host.Clock.SetUtcNow(next.AddSeconds(random.Next(0, 500)));
            await Task.WhenAll(SweepAsync(host, 0, random.Next(6) == 0), SweepAsync(host, 1, false));
            await host.Get<ScheduleSweep>().RunOnceAsync(CancellationToken.None); // of a process that died, another takes over
            await host.EndJobsAsync();
        }

        var fired = await host.Database.Owner.QueryAsync("SELECT s.name, r.due_at, r.outcome, count(*) OVER (PARTITION BY s.id, r.due_at)::int, (SELECT count(*)::int FROM outbound.jobs j WHERE j.id = r.job_id) FROM outbound.schedule_runs r JOIN outbound.schedules s ON s.id = r.schedule_id",
            r => (Zone: r.GetString(0), Due: r.GetFieldValue<DateTimeOffset>(1), Outcome: r.GetString(2), Times: r.GetInt32(3), Jobs: r.GetInt32(4)), CancellationToken.None);
        Assert.That(fired.Where(f => f is not { Outcome: "started", Times: 1, Jobs: 1 }), Is.Empty);
        Assert.That(await host.AskAsync<long>("SELECT count(*) FROM outbound.jobs"), Is.EqualTo(fired.Count));
        foreach (var zone in Zones)
        {
            var expected = Expected(zone, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), until.AddMinutes(-10));
            Assert.That(fired.Where(f => f.Zone == zone).Select(f => f.Due).Order(), Is.EqualTo(expected).Or.EqualTo(expected.Append(fired.Where(f => f.Zone == zone).Max(f => f.Due)).Distinct()), zone);
        }
    }

    private static Task<DateTimeOffset> NextAsync(ScheduleHost host) => host.AskAsync<DateTimeOffset>("SELECT min(next_run_at) FROM outbound.schedules");

    // A process that dies in the middle: its transaction is undone.
    private static async Task SweepAsync(ScheduleHost host, int process, bool dies)
    {
        using var life = new CancellationTokenSource();
        var sweep = host.Get<ScheduleSweep>(process).RunOnceAsync(life.Token);
        if (dies) await life.CancelAsync();
        try
        {
            await sweep;
        }
        catch (OperationCanceledException) when (dies)
        {
            Assert.That(dies, Is.True);
        }
    }

    // Sundays at half past two, written down without cron: at the end of the gap where there is no such time, the first where there are two.
    private static List<DateTimeOffset> Expected(string zone, DateTimeOffset from, DateTimeOffset to)
    {
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        List<DateTimeOffset> times = [];
        for (var day = new DateTime(2026, 3, 1, 2, 30, 0); day < to.UtcDateTime.AddDays(1); day = day.AddDays(7))
        {
            var local = day;
            while (info.IsInvalidTime(local)) local = local.AddMinutes(30);
            var offset = info.IsAmbiguousTime(local) ? info.GetAmbiguousTimeOffsets(local).Max() : info.GetUtcOffset(local);
            var at = new DateTimeOffset(local, offset).ToUniversalTime();
            if (at > from && at <= to) times.Add(at);
        }

        return times;
    }
}
