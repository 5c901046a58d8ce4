using AdaptiveOutbound.Data.Limits;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Limits;

/// <summary>The sliding window is the specification of the limit: these runs are random interleavings in fake time.</summary>
internal sealed class LimitPropertyTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private TestDatabase _database = null!;
    private LimitStore _store = null!;

    [SetUp]
    public async Task SetUp()
    {
        _database = await TestDatabase.CreateAsync();
        _store = new LimitStore(_database.App);
    }

    [TearDown]
    public async Task TearDown() => await _database.DisposeAsync();

    [TestCase(1, 60, 3)]
    [TestCase(2, 60, 1)]
    [TestCase(3, 45, 5)]
    [TestCase(4, 7, 2)]
    [TestCase(5, 1, 2)]
    [TestCase(6, 300, 4)]
    public async Task No_sliding_minute_holds_more_calls_than_the_limit_and_nearly_all_of_it_is_used(int seed, int limit, int processes)
    {
        var run = await LearntAsync(new LimitSimulation(_store, seed) { Processes = processes }, limit);

        await run.RunAsync(10 * Minute);

        Assert.That(run.MostIn(Minute), Is.LessThanOrEqualTo(limit));
        Assert.That(run.Arrivals, Has.Count.GreaterThanOrEqualTo(0.97 * 10 * limit));
    }

    [TestCase(11)]
    [TestCase(12)]
    public async Task The_hour_and_the_day_hold_too(int seed)
    {
        var run = await LearntAsync(new LimitSimulation(_store, seed) { Most = 50, Processes = 2 }, 60, 150, 400);

        await run.RunAsync(3 * Day);

        Assert.Multiple(() =>
        {
            Assert.That(run.MostIn(Minute), Is.LessThanOrEqualTo(60));
            Assert.That(run.MostIn(Hour), Is.LessThanOrEqualTo(150));
            Assert.That(run.MostIn(Day), Is.LessThanOrEqualTo(400));
            Assert.That(run.Arrivals, Has.Count.GreaterThanOrEqualTo(1_160));
        });
    }

    [Test]
    public async Task A_limit_that_changes_holds_from_then_on()
    {
        var run = await LearntAsync(new LimitSimulation(_store, 21), 100);
        run.At(3 * Minute, () => run.ObserveAsync(30, at: 3 * Minute));
        run.At(6 * Minute, () => run.ObserveAsync(200, at: 6 * Minute));

        await run.RunAsync(9 * Minute);

        Assert.Multiple(() =>
        {
            Assert.That(run.MostIn(Minute, until: 6 * Minute), Is.LessThanOrEqualTo(100), "lowered: never more than before");
            Assert.That(run.MostIn(Minute, 4.02 * Minute, 6 * Minute), Is.InRange(1, 30), "a minute after it was lowered");
            Assert.That(run.MostIn(Minute), Is.LessThanOrEqualTo(200));
            Assert.That(run.MostIn(Minute, 6 * Minute), Is.GreaterThan(190), "raised: used at once");
        });
    }

    [Test]
    public async Task Calls_that_somebody_else_makes_with_the_key_count()
    {
        var run = await LearntAsync(new LimitSimulation(_store, 31), 60);
        await run.LeaseAsync(10, Minute);
        await run.ObserveAsync(60, minuteUsed: 50, at: Minute + TimeSpan.FromSeconds(1));

        var lease = await run.LeaseAsync(60, Minute + TimeSpan.FromSeconds(2));

        Assert.That(lease.Granted, Is.EqualTo(10), "60 less 10 of ours and 40 of others");
    }

    [Test]
    public async Task A_slow_answer_makes_no_calls_of_others_out_of_our_own()
    {
        var run = await LearntAsync(new LimitSimulation(_store, 32), 60);
        await run.LeaseAsync(60, TimeSpan.Zero);
        await run.ObserveAsync(60, minuteUsed: 60, at: TimeSpan.FromSeconds(65), ago: TimeSpan.FromSeconds(6));

        var lease = await run.LeaseAsync(60, TimeSpan.FromSeconds(66));

        Assert.That(lease.Granted, Is.EqualTo(60));
    }

    [TestCase(41)]
    [TestCase(42)]
    public async Task A_clock_that_goes_back_lets_no_call_more_out(int seed)
    {
        var run = new LimitSimulation(_store, seed) { ClockError = now => now > 2.5 * Minute ? TimeSpan.FromSeconds(-25) : TimeSpan.Zero };
        await LearntAsync(run, 60);

        await run.RunAsync(6 * Minute);

        Assert.That(run.MostIn(Minute), Is.LessThanOrEqualTo(60));
        Assert.That(run.Arrivals, Has.Count.GreaterThanOrEqualTo(0.97 * 5 * 60), "it costs the time that is lived twice, once");
    }

    [Test]
    public async Task Windows_without_a_limit_hold_nothing_back()
    {
        var run = await LearntAsync(new LimitSimulation(_store, 51), null);

        var lease = await run.LeaseAsync(100_000, TimeSpan.Zero);

        Assert.That(lease.Granted, Is.EqualTo(100_000));
        Assert.That(lease.MinuteLimit, Is.Null);
    }

    [Test]
    public async Task An_hour_s_limit_alone_is_kept_without_one_for_the_minute()
    {
        var run = await LearntAsync(new LimitSimulation(_store, 52), null, 100);

        await run.RunAsync(2 * Hour);

        Assert.That(run.MostIn(Hour), Is.LessThanOrEqualTo(100));
        Assert.That(run.Arrivals, Has.Count.GreaterThanOrEqualTo(200));
    }

    private static async Task<LimitSimulation> LearntAsync(LimitSimulation run, int? minute, int? hour = null, int? day = null)
    {
        await run.LeaseAsync(0, TimeSpan.Zero); // makes the row, as the first call does
        await run.ObserveAsync(minute, hour, day);
        return run;
    }
}
