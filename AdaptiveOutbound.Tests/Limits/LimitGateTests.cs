using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Limits;
using AdaptiveOutbound.Jobs.Limits;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Limits;

internal sealed class LimitGateTests
{
    private const string Key = "fingerprint";
    private const string Endpoint = "people/match";

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private TestDatabase _database = null!;
    private LimitGate _gate = null!;

    [SetUp]
    public async Task SetUp()
    {
        _database = await TestDatabase.CreateAsync();
        _gate = new LimitGate(new LimitStore(_database.App), new AdaptiveOutbound.Jobs.Monitoring.Telemetry(), _clock);
        await TakeAsync(0);
    }

    [TearDown]
    public async Task TearDown() => await _database.DisposeAsync();

    [Test]
    public async Task A_permit_is_lost_after_half_a_second()
    {
        var permits = await TakeAsync(1);

        _clock.Advance(TimeSpan.FromMilliseconds(499));
        var before = _gate.IsFresh(permits);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That((before, _gate.IsFresh(permits)), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task Permits_are_leased_in_blocks_so_that_no_caller_takes_them_all()
    {
        await LearnAsync(50);

        var first = await TakeAsync(50);
        var second = await TakeAsync(50);

        Assert.That((first.Granted, second.Granted), Is.EqualTo((10, 10)));
    }

    [Test]
    public async Task A_refusal_is_remembered_until_its_time()
    {
        await LearnAsync(3);
        await TakeAsync(3);
        var refused = await TakeAsync(3);
        await _database.Owner.ExecuteAsync("UPDATE outbound.rate_limits SET minute_buckets = '{}', minute_counts = '{}'", CancellationToken.None);

        var soon = await TakeAsync(3);
        _clock.SetUtcNow(refused.NextAt);
        var then = await TakeAsync(3);

        Assert.That((refused.Granted, soon.Granted, then.Granted), Is.EqualTo((0, 0, 3)));
        Assert.That(soon.NextAt, Is.EqualTo(refused.NextAt));
    }

    [Test]
    public async Task A_refusal_is_forgotten_when_headers_raise_the_limit()
    {
        await LearnAsync(1);
        await TakeAsync(1);
        var refused = await TakeAsync(5);

        await LearnAsync(100);
        var then = await TakeAsync(5);

        Assert.That((refused.Granted, then.Granted), Is.EqualTo((0, 5)));
    }

    [Test]
    public async Task Headers_are_written_once_a_second_unless_the_limit_changes()
    {
        await LearnAsync(60);
        await LearnAsync(60, used: 20);
        var unwritten = await UsedAsync();
        await LearnAsync(61, used: 20);
        var changed = await UsedAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await LearnAsync(61, used: 30);

        Assert.That((unwritten, changed, await UsedAsync()), Is.EqualTo((0, 20, 30)));
    }

    [Test]
    public async Task After_a_429_without_a_wait_nothing_leaves_for_a_minute()
    {
        await LearnAsync(60);

        var until = await _gate.BlockAsync(Key, Endpoint, null, CancellationToken.None);
        var permits = await TakeAsync(1);

        Assert.That(until - _clock.GetUtcNow(), Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That((permits.Granted, permits.Blocked), Is.EqualTo((0, true)));
    }

    [Test]
    public async Task Permits_given_back_are_there_again()
    {
        await LearnAsync(5);
        var permits = await TakeAsync(5);

        await _gate.ReturnAsync(Key, Endpoint, permits, 2, CancellationToken.None);

        Assert.That((await TakeAsync(5)).Granted, Is.EqualTo(2));
    }

    private Task<Permits> TakeAsync(int wanted) => _gate.TakeAsync(Key, Endpoint, wanted, CancellationToken.None);

    private Task LearnAsync(int minute, int? used = null) =>
        _gate.ObserveAsync(Key, Endpoint, new LimitReading(new WindowReading(minute, used, null), null, null), _clock.GetTimestamp(), CancellationToken.None);

    private async Task<int> UsedAsync() => (await _database.Owner.QueryAsync(
        "SELECT coalesce((SELECT sum(c) FROM unnest(minute_counts) c), 0)::int FROM outbound.rate_limits", r => r.GetInt32(0), CancellationToken.None))[0];
}
