using AdaptiveOutbound.Jobs.Imports;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Imports;

internal sealed class ReadAheadTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Guid _job = Guid.NewGuid();

    [Test]
    public async Task A_part_that_was_begun_is_taken_once()
    {
        var ahead = new ReadAhead<string>(_clock);
        ahead.Begin(_job, 3, () => Task.FromResult<string?>("three"));

        Assert.That(await ahead.TakeAsync(_job, 3), Is.EqualTo("three"));
        Assert.That(await ahead.TakeAsync(_job, 3), Is.Null);
    }

    [Test]
    public async Task Another_part_and_one_that_failed_are_to_be_read_again()
    {
        var ahead = new ReadAhead<string>(_clock);
        ahead.Begin(_job, 3, () => Task.FromResult<string?>("three"));
        var another = await ahead.TakeAsync(_job, 4);
        ahead.Begin(_job, 5, () => throw new IOException("gone"));

        Assert.That((another, await ahead.TakeAsync(_job, 5)), Is.EqualTo(((string?)null, (string?)null)));
    }

    [Test]
    public async Task What_nobody_takes_makes_room_after_a_while()
    {
        var ahead = new ReadAhead<string>(_clock);
        foreach (var _ in Enumerable.Range(0, 2)) ahead.Begin(Guid.NewGuid(), 1, () => Task.FromResult<string?>("left"));
        ahead.Begin(_job, 1, () => Task.FromResult<string?>("late"));
        var full = await ahead.TakeAsync(_job, 1);
        _clock.Advance(TimeSpan.FromSeconds(31));
        ahead.Begin(_job, 1, () => Task.FromResult<string?>("one"));

        Assert.That((full, await ahead.TakeAsync(_job, 1)), Is.EqualTo(((string?)null, "one")));
    }
}
