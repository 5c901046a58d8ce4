using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Keys;

[TestFixture]
internal sealed class SetKeyTests
{
    private const string Key = "example-key-0001-abcd";
    private const string Other = "another-key-0002-efgh";
    private Custody _custody = null!;

    [SetUp]
    public void SetUp() => _custody = new Custody();

    [TearDown]
    public void TearDown() => _custody.Dispose();

    [Test]
    public async Task Stores_a_key_that_the_provider_accepts()
    {
        var result = await _custody.SetAsync($"  {Key}\n");

        Assert.That(result, Is.TypeOf<SetKeyResult.Stored>());
        Assert.That(await _custody.RevealAsync(), Is.EqualTo(Key));
        var seen = await _custody.SeeAsync();
        Assert.Multiple(() =>
        {
            Assert.That(seen.Status, Is.EqualTo(KeyStatus.Active));
            Assert.That(seen.LastFour, Is.EqualTo("abcd"));
            Assert.That(seen.Fingerprint, Does.Match("^[0-9a-f]{16}$"));
            Assert.That(seen.AddedBy, Is.EqualTo("ada@example.com"));
            Assert.That(seen.AddedAt, Is.EqualTo(_custody.Clock.GetUtcNow()));
        });
    }

    [Test]
    public async Task Keeps_the_old_key_when_the_new_one_is_rejected()
    {
        await _custody.SetAsync(Key);
        _custody.Verify = Custody.Says(KeyVerdict.Rejected, $"No such key: {Other}");

        var result = await _custody.SetAsync(Other);

        Assert.That(result, Is.EqualTo(new SetKeyResult.Refused("key_rejected", "No such key: [redacted]")));
        Assert.That(await _custody.RevealAsync(), Is.EqualTo(Key));
    }

    [Test]
    public async Task Stores_a_key_as_unverified_when_the_provider_is_unreachable()
    {
        _custody.Verify = Custody.Says(KeyVerdict.Unreachable, "Connection refused.");

        var result = await _custody.SetAsync(Key);

        Assert.That(((SetKeyResult.Stored)result).Message, Is.EqualTo("Connection refused."));
        Assert.That((await _custody.SeeAsync()).Status, Is.EqualTo(KeyStatus.Unverified));
    }

    [Test]
    public async Task Does_not_ask_the_provider_about_a_key_that_no_header_can_carry()
    {
        _custody.Verify = (_, _, _) => throw new InvalidOperationException("asked");

        var result = await _custody.SetAsync("abc\ndef");

        Assert.That(((SetKeyResult.Refused)result).Code, Is.EqualTo("key_control_character"));
    }

    [Test]
    public async Task Does_not_overwrite_a_key_that_somebody_set_meanwhile()
    {
        await _custody.SetAsync(Key);
        _custody.Verify = async (_, _, _) =>
        {
            _custody.Verify = Custody.Says(KeyVerdict.Accepted);
            await _custody.SetAsync(Other);
            return new KeyTest(KeyVerdict.Accepted, "", [], [], null);
        };

        var result = await _custody.SetAsync("late-key-0003-ijkl");

        Assert.That(((SetKeyResult.Refused)result).Code, Is.EqualTo("key_changed"));
        Assert.That(await _custody.RevealAsync(), Is.EqualTo(Other));
    }

    [Test]
    public async Task Counts_the_revision_on_replacement_and_starts_anew_after_removal()
    {
        await _custody.SetAsync(Key);
        await _custody.SetAsync(Other);
        var replaced = _custody.Store.Keys[(_custody.Workspace, "apollo")];
        var removed = await _custody.Get<RemoveKey>().ExecuteAsync(_custody.Workspace, "apollo", "ada@example.com", CancellationToken.None);
        await _custody.SetAsync(Key);
        var anew = _custody.Store.Keys[(_custody.Workspace, "apollo")];

        Assert.Multiple(() =>
        {
            Assert.That(removed, Is.True);
            Assert.That(replaced.Revision, Is.EqualTo(2));
            Assert.That(anew.Revision, Is.EqualTo(1));
            Assert.That(anew.KeyId, Is.Not.EqualTo(replaced.KeyId));
        });
    }

    [Test]
    public async Task One_key_has_one_fingerprint_in_all_workspaces()
    {
        var here = (SetKeyResult.Stored)await _custody.SetAsync(Key);
        var there = (SetKeyResult.Stored)await _custody.SetAsync(Key, Guid.NewGuid());
        var other = (SetKeyResult.Stored)await _custody.SetAsync(Other, Guid.NewGuid());

        Assert.That(there.Key.Fingerprint, Is.EqualTo(here.Key.Fingerprint));
        Assert.That(other.Key.Fingerprint, Is.Not.EqualTo(here.Key.Fingerprint));
    }

    [Test]
    public async Task Two_first_keys_at_once_share_the_data_key_that_came_first()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Task.Run(() => _custody.SetAsync(Key, provider: $"provider{i}"))));

        Assert.That(_custody.Store.DataKeys, Has.Count.EqualTo(1));
        foreach (var provider in Enumerable.Range(0, 8).Select(i => $"provider{i}"))
            Assert.That(
                await _custody.Get<ProviderKeys>().UseAsync(
                    _custody.Workspace, provider, (key, _) => Task.FromResult(key.Reveal()), CancellationToken.None),
                Is.EqualTo(Key));
    }

    [TestCase(KeyVerdict.Accepted, "Active")]
    [TestCase(KeyVerdict.Rejected, "Rejected")]
    [TestCase(KeyVerdict.Unreachable, "Unverified")]
    public async Task A_test_keeps_what_the_provider_says(KeyVerdict verdict, string status)
    {
        _custody.Verify = Custody.Says(KeyVerdict.Unreachable);
        await _custody.SetAsync(Key);
        _custody.Verify = Custody.Says(verdict, $"About {Key}.");

        var test = await _custody.Get<TestKey>().ExecuteAsync(_custody.Workspace, "apollo", "ada@example.com", CancellationToken.None);

        Assert.That(test.Message, Is.EqualTo("About [redacted]."));
        Assert.That((await _custody.SeeAsync()).Status.ToString(), Is.EqualTo(status));
    }
}
