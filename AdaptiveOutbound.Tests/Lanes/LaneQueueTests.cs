using AdaptiveOutbound.Jobs.Lanes;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Lanes;

internal sealed class LaneQueueTests
{
    private readonly FakeTimeProvider _clock = new();
    private LaneQueue _queue = null!;

    [SetUp]
    public void SetUp() => _queue = new LaneQueue(_clock);

    [Test]
    public void A_lane_that_was_empty_comes_before_lanes_that_had_their_turn()
    {
        Guid[] busy = [Guid.NewGuid(), Guid.NewGuid()];
        foreach (var lane in busy)
        {
            _queue.Served(lane);
            _queue.Mark(lane);
        }
        var sparse = Guid.NewGuid();
        _queue.Mark(sparse);

        Assert.That(_queue.Take(10, 2).Lanes, Is.EqualTo(new[] { sparse }));
        Assert.That(_queue.Take(10, 2).Lanes, Is.EqualTo(busy));
    }

    [Test]
    public void A_lane_marked_while_it_was_looked_at_goes_back_behind_the_new_ones_when_it_had_a_backlog()
    {
        Guid busy = Guid.NewGuid(), sparse = Guid.NewGuid();
        _queue.Mark(busy);
        _queue.Served(busy);
        _queue.Mark(sparse);

        Assert.That(_queue.Take(10, 2).Lanes, Is.EqualTo(new[] { sparse }));
        Assert.That(_queue.Take(10, 2).Lanes, Is.EqualTo(new[] { busy }));
    }

    [Test]
    public void Lanes_with_a_backlog_take_turns()
    {
        Guid[] lanes = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
        foreach (var lane in lanes)
        {
            _queue.Served(lane);
            _queue.Mark(lane);
        }

        List<Guid> turns = [];
        for (var i = 0; i < 6; i++)
        {
            var lane = _queue.Take(1, 0).Lanes.Single();
            turns.Add(lane);
            _queue.Mark(lane);
        }

        Assert.That(turns, Is.EqualTo(lanes.Concat(lanes)));
    }

    [Test]
    public void Lanes_with_a_backlog_never_take_the_reserved_slots()
    {
        for (var i = 0; i < 5; i++)
        {
            var lane = Guid.NewGuid();
            _queue.Served(lane);
            _queue.Mark(lane);
        }

        Assert.That(_queue.Take(4, 2), Has.Property("Lanes").Count.EqualTo(2).And.Property("Room").EqualTo(2));
        Assert.That(_queue.Take(2, 2).Lanes, Is.Empty);
        Assert.That(_queue.Take(1, 2).Lanes, Is.Empty);
        Assert.That(_queue.AnyWaits);
    }

    [Test]
    public void New_lanes_may_take_every_slot()
    {
        for (var i = 0; i < 5; i++)
            _queue.Mark(Guid.NewGuid());

        // Five are looked at, for some may get nothing: only lanes with little to do may take the reserved slots.
        Assert.That(_queue.Take(4, 2), Has.Property("Lanes").Count.EqualTo(5).And.Property("Room").EqualTo(4));
    }

    [Test]
    public void A_lane_marked_twice_waits_once()
    {
        var lane = Guid.NewGuid();
        _queue.Mark(lane);
        _queue.Mark(lane);

        Assert.That(_queue.Take(10, 0).Lanes, Has.Count.EqualTo(1));
        Assert.That(_queue.AnyWaits, Is.False);
    }

    [Test]
    public void A_lane_counts_as_new_again_when_it_has_been_emptied()
    {
        var lane = Guid.NewGuid();
        _queue.Served(lane);
        _queue.Emptied(lane);
        _queue.Mark(lane);

        Assert.That(_queue.NewWaits);
    }

    [Test]
    public void A_resting_lane_is_marked_when_its_time_comes()
    {
        var lane = Guid.NewGuid();
        _queue.MarkAt(lane, _clock.GetUtcNow().AddSeconds(10));

        Assert.That(_queue.WakeRested(), Is.EqualTo(TimeSpan.FromSeconds(10)));
        Assert.That(_queue.AnyWaits, Is.False);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.That(_queue.WakeRested(), Is.Null);
        Assert.That(_queue.AnyWaits);
    }

    [Test]
    public void A_rest_that_is_said_again_and_again_wakes_its_lane_once()
    {
        var lane = Guid.NewGuid();
        var at = _clock.GetUtcNow().AddSeconds(10);
        for (var i = 0; i < 100; i++)
            _queue.MarkAt(lane, at);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _queue.WakeRested();

        Assert.That(_queue.Take(10, 0).Lanes, Has.Count.EqualTo(1));
        Assert.That(_queue.WakeRested(), Is.Null);
        Assert.That(_queue.AnyWaits, Is.False);
    }

    [Test]
    public void The_earlier_of_two_rests_holds()
    {
        var lane = Guid.NewGuid();
        _queue.MarkAt(lane, _clock.GetUtcNow().AddSeconds(60));
        _queue.MarkAt(lane, _clock.GetUtcNow().AddSeconds(5));
        _clock.Advance(TimeSpan.FromSeconds(5));

        _queue.WakeRested();

        Assert.That(_queue.AnyWaits);
    }
}
