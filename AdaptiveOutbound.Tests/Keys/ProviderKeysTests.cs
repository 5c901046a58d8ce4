using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Keys;

[TestFixture]
internal sealed class ProviderKeysTests
{
    private const string Key = "example-key-0001-abcd";
    private Custody _custody = null!;

    [SetUp]
    public void SetUp() => _custody = new Custody();

    [TearDown]
    public void TearDown() => _custody.Dispose();

    [Test]
    public async Task Gives_the_key_to_the_callback_and_wipes_it_afterwards()
    {
        await _custody.SetAsync(Key);
        ApiKey? kept = null;

        var revealed = await _custody.Get<ProviderKeys>().UseAsync(
            _custody.Workspace, "apollo", (key, _) => Task.FromResult((kept = key).Reveal()), CancellationToken.None);

        Assert.That(revealed, Is.EqualTo(Key));
        Assert.That(() => kept!.Reveal(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Says_that_no_key_is_set() =>
        Assert.That(() => _custody.RevealAsync(), Throws.TypeOf<KeyNotSetException>().With.Property("Code").EqualTo("key_not_set"));

    [Test]
    public async Task Does_not_open_a_row_copied_to_another_workspace()
    {
        var other = Guid.NewGuid();
        await _custody.SetAsync(Key);
        await _custody.SetAsync("another-key-0002-efgh", other);
        _custody.Store.Keys[(other, "apollo")] = _custody.Store.Keys[(_custody.Workspace, "apollo")];

        Assert.That(() => _custody.RevealAsync(other), Throws.TypeOf<SealBrokenException>());
        Assert.That(_custody.Store.Keys[(other, "apollo")].Metadata.Status, Is.EqualTo(KeyStatus.NeedsReentry));
    }

    [Test]
    public async Task Does_not_open_an_older_value_put_back()
    {
        await _custody.SetAsync(Key);
        var old = _custody.Store.Keys[(_custody.Workspace, "apollo")].Sealed;
        await _custody.SetAsync("another-key-0002-efgh");
        var row = _custody.Store.Keys[(_custody.Workspace, "apollo")];
        _custody.Store.Keys[(_custody.Workspace, "apollo")] = row with { Sealed = old };

        Assert.That(() => _custody.RevealAsync(), Throws.TypeOf<SealBrokenException>());
    }

    [Test]
    public async Task Does_not_open_a_row_copied_to_another_provider()
    {
        await _custody.SetAsync(Key);
        _custody.Store.Keys[(_custody.Workspace, "sandbox")] = _custody.Store.Keys[(_custody.Workspace, "apollo")];

        Assert.That(
            () => _custody.Get<ProviderKeys>().UseAsync(
                _custody.Workspace, "sandbox", (_, _) => Task.FromResult(0), CancellationToken.None),
            Throws.TypeOf<SealBrokenException>());
    }

    [Test]
    public async Task Writes_the_last_use_once_a_minute()
    {
        await _custody.SetAsync(Key);

        await _custody.RevealAsync();
        await _custody.RevealAsync();
        _custody.Clock.Advance(TimeSpan.FromMinutes(1));
        await _custody.RevealAsync();

        Assert.That(_custody.Store.UsesMarked, Is.EqualTo(2));
        Assert.That((await _custody.SeeAsync()).LastUsedAt, Is.EqualTo(_custody.Clock.GetUtcNow()));
    }

    [Test]
    public async Task Hands_on_an_exception_without_the_key_as_it_is()
    {
        await _custody.SetAsync(Key);

        Assert.That(
            () => _custody.Get<ProviderKeys>().UseAsync<int>(
                _custody.Workspace, "apollo", (_, _) => throw new TimeoutException("no answer"), CancellationToken.None),
            Throws.TypeOf<TimeoutException>());
    }

    [Test]
    public async Task A_key_as_short_as_a_word_does_not_hide_exceptions()
    {
        await _custody.SetAsync("a");

        Assert.That(
            () => _custody.Get<ProviderKeys>().UseAsync<int>(
                _custody.Workspace, "apollo", (_, _) => throw new TimeoutException("no answer"), CancellationToken.None),
            Throws.TypeOf<TimeoutException>());
    }

    [Test]
    public async Task Opens_the_right_key_for_many_at_once()
    {
        var workspaces = Enumerable.Range(0, 20).Select(_ => Guid.NewGuid()).ToArray();
        await Task.WhenAll(workspaces.Select(w => _custody.SetAsync($"key-of-{w:N}", w)));

        var revealed = await Task.WhenAll(Enumerable.Range(0, 2000).Select(async i =>
        {
            var workspace = workspaces[i % workspaces.Length];
            return await Task.Run(() => _custody.RevealAsync(workspace)) == $"key-of-{workspace:N}";
        }));

        Assert.That(revealed, Is.All.True);
    }
}
