using System.Diagnostics;
using AdaptiveOutbound.Data.Limits;
using AdaptiveOutbound.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Limits;

internal sealed class LimitStoreTests
{
    private const string Key = "fingerprint";
    private const string Endpoint = "people/match";
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, 100, TimeSpan.Zero);

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

    [Test]
    public async Task Until_the_limit_is_known_one_call_goes_out_at_a_time()
    {
        var first = await LeaseAsync(50, Start);
        var second = await LeaseAsync(50, Start);
        var third = await LeaseAsync(50, second.NextAt);

        Assert.That((first.Granted, second.Granted, third.Granted), Is.EqualTo((1, 0, 1)));
        Assert.That(second.NextAt - Start, Is.LessThanOrEqualTo(TimeSpan.FromSeconds(0.25)));
        Assert.That((first.Learnt, first.MinuteLimit), Is.EqualTo((false, (int?)45)));
    }

    [Test]
    public async Task A_call_made_before_the_hour_s_limit_was_known_counts_in_the_hour()
    {
        await LeaseAsync(1, Start);
        await LeaseAsync(1, Start.AddSeconds(1)); // of another process: the headers of the first answer do not know it
        await _store.ObserveAsync(Key, Endpoint, new ObservedLimits(new(40, 1), new(25, 1), new(25, 1), TimeSpan.FromSeconds(1)), Start.AddSeconds(1), CancellationToken.None);

        Assert.That((await LeaseAsync(50, Start.AddSeconds(2))).Granted, Is.EqualTo(23));
    }

    [TestCase(60, 1)]
    [TestCase(60, 50)]
    [TestCase(5, 50)]
    public async Task The_next_time_is_neither_too_early_nor_too_late(int limit, int wanted)
    {
        await LearnAsync(limit);
        for (var used = 0; used < limit; used++)
            await LeaseAsync(1, Start.AddMilliseconds(700 * used));
        var refused = await LeaseAsync(wanted, Start.AddSeconds(45));

        var before = await LeaseAsync(wanted, refused.NextAt.AddMilliseconds(-1));
        var then = await LeaseAsync(wanted, refused.NextAt);

        var enough = Math.Min(wanted, Math.Max(1, limit / 6));
        Assert.That(refused.Granted, Is.Zero);
        Assert.That(before.Granted, Is.LessThan(enough));
        Assert.That(before.Granted + then.Granted, Is.InRange(enough, enough + 1));
        Assert.That(then.Granted, Is.Positive);
    }

    [Test]
    public async Task After_some_permits_it_says_when_the_rest_will_be_free()
    {
        await LearnAsync(6);

        var some = await LeaseAsync(10, Start);
        var then = await LeaseAsync(10, some.NextAt);

        Assert.That((some.Granted, then.Granted), Is.EqualTo((6, 6)));
        Assert.That((some.NextAt - Start).TotalSeconds, Is.InRange(60.75, 61));
    }

    [Test]
    public async Task A_429_blocks_that_endpoint_until_its_time()
    {
        await LearnAsync(60);
        await _store.BlockAsync(Key, Endpoint, Start.AddSeconds(30), CancellationToken.None);
        await _store.BlockAsync(Key, Endpoint, Start.AddSeconds(10), CancellationToken.None);

        var during = await LeaseAsync(5, Start.AddSeconds(29));
        var after = await LeaseAsync(5, Start.AddSeconds(30));
        var other = await _store.LeaseAsync(Key, "organizations/enrich", 5, Start, CancellationToken.None);

        Assert.That((during.Granted, during.Blocked, during.NextAt), Is.EqualTo((0, true, Start.AddSeconds(30))));
        Assert.That((after.Granted, after.Blocked), Is.EqualTo((5, false)));
        Assert.That(other.Granted, Is.EqualTo(1));
    }

    [Test]
    public async Task Permits_that_no_call_used_may_be_given_back()
    {
        await LearnAsync(10, 10, 10);
        var lease = await LeaseAsync(10, Start);

        await _store.ReturnAsync(Key, Endpoint, 4, lease.LeasedAt, CancellationToken.None);
        var again = await LeaseAsync(10, Start.AddSeconds(20));
        await _store.ReturnAsync(Key, Endpoint, 9, lease.LeasedAt, CancellationToken.None);
        var more = await LeaseAsync(10, Start.AddSeconds(21));

        Assert.That((again.Granted, more.Granted), Is.EqualTo((4, 0)), "never more than were leased then");
    }

    [Test]
    public async Task Fifty_callers_of_two_processes_never_get_more_than_the_limit()
    {
        await LearnAsync(400, now: null);
        await using var second = NpgsqlDataSource.Create(_database.Connections.App);
        LimitStore[] stores = [_store, new LimitStore(second)];
        var began = Stopwatch.GetTimestamp();

        var granted = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => LeaseManyAsync(stores[n % 2], 20, 1 + (n % 3))));

        var rate = 50 * 20 / Stopwatch.GetElapsedTime(began).TotalSeconds;
        await TestContext.Progress.WriteLineAsync($"lease_permits with 50 callers of one row: {rate:0} calls/s");
        Assert.That(granted.Sum(), Is.EqualTo(400));
    }

    private static async Task<int> LeaseManyAsync(LimitStore store, int times, int wanted)
    {
        var granted = 0;
        for (var i = 0; i < times; i++)
            granted += (await store.LeaseAsync(Key, Endpoint, wanted, null, CancellationToken.None)).Granted;
        return granted;
    }

    private Task<PermitLease> LeaseAsync(int wanted, DateTimeOffset now) => _store.LeaseAsync(Key, Endpoint, wanted, now, CancellationToken.None);

    private Task LearnAsync(int minute, int? hour = null, int? day = null) => LearnAsync(minute, hour, day, Start);

    private Task LearnAsync(int minute, DateTimeOffset? now) => LearnAsync(minute, null, null, now);

    private async Task LearnAsync(int minute, int? hour, int? day, DateTimeOffset? now)
    {
        await _store.LeaseAsync(Key, Endpoint, 0, now, CancellationToken.None);
        await _store.ObserveAsync(Key, Endpoint, new ObservedLimits(new(minute, null), new(hour, null), new(day, null), TimeSpan.Zero), now, CancellationToken.None);
    }
}
