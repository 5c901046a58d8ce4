using System.Collections;
using System.Reflection;
using System.Text;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Keys;

/// <summary>A marked key goes through every path; then everything that custody let out is searched for it.</summary>
[TestFixture]
internal sealed class KeyCanaryTests
{
    private const string Canary = "canary/4f1d+marked=key-9zQx";
    private readonly List<string> _seen = [];
    private Custody _custody = null!;

    [SetUp]
    public void SetUp()
    {
        _custody = new Custody();
        _seen.Clear();
    }

    [TearDown]
    public void TearDown() => _custody.Dispose();

    [Test]
    public async Task The_key_leaves_custody_on_no_path()
    {
        await SetOnAllPathsAsync();
        await UseOnAllPathsAsync();
        await See(() => _custody.Get<ListKeys>().ExecuteAsync(_custody.Workspace, CancellationToken.None));
        await See(() => _custody.Get<TestKey>().ExecuteAsync(_custody.Workspace, "apollo", "ada@example.com", CancellationToken.None));
        _seen.AddRange(_custody.Store.Keys.Values.Select(k => $"{k} {Encoding.Latin1.GetString(k.Sealed.Span)}"));
        _seen.AddRange(_custody.Store.DataKeys.Values.Select(k => k.ToString()));
        Directory.Delete(_custody.RingDirectory, recursive: true);
        await See(async () =>
        {
            using var after = new Custody(_custody.Store, _custody.Data);
            return await after.RevealAsync();
        });
        await See(() => _custody.Get<RemoveKey>().ExecuteAsync(_custody.Workspace, "apollo", "ada@example.com", CancellationToken.None));
        await See(() => _custody.RevealAsync());

        var everything = string.Join('\n', [.. _seen, _custody.Logs.Text]);

        Assert.Multiple(() =>
        {
            Assert.That(everything, Does.Contain("[redacted]"), "the canary must have been met");
            Assert.That(_seen, Has.Count.GreaterThan(20));
            Assert.That(everything, Does.Not.Contain(Canary).IgnoreCase);
            Assert.That(everything, Does.Not.Contain(Uri.EscapeDataString(Canary)).IgnoreCase);
            Assert.That(everything, Does.Not.Contain(Canary[..12]), "nor a part of it");
            Assert.That(everything, Does.Not.Contain(Convert.ToBase64String(Encoding.ASCII.GetBytes(Canary))));
        });
    }

    [TestCaseSource(nameof(Failures))]
    public async Task A_callback_s_exception_that_holds_the_key_is_replaced(Exception failure)
    {
        await _custody.SetAsync(Canary);

        var thrown = await Assert.ThrowsAsync<KeyLeakStoppedException>(() => _custody.Get<ProviderKeys>().UseAsync<int>(
            _custody.Workspace, "apollo", (_, _) => throw failure, CancellationToken.None));

        Assert.That(thrown!.ToString(), Does.Not.Contain(Canary).IgnoreCase);
        Assert.That(thrown.InnerException, Is.Null);
        Assert.That(thrown.Message, Does.Contain(failure.GetType().Name));
    }

    [Test]
    public void Nothing_that_is_shown_has_a_place_for_the_key_or_its_seal()
    {
        foreach (var shown in new[] { typeof(KeyMetadata), typeof(SetKeyResult.Stored), typeof(SetKeyResult.Refused), typeof(KeyTest) })
        {
            var properties = shown.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
            Assert.That(
                properties.Select(p => p.PropertyType),
                Is.All.Matches<Type>(type => !CarriesBytes(type!)));
        }

        Assert.That(
            typeof(KeyMetadata).GetProperties().Select(p => p.Name),
            Is.EquivalentTo(new[] { "Provider", "LastFour", "Fingerprint", "Status", "AddedAt", "AddedBy", "LastUsedAt" }));
    }

    private static bool CarriesBytes(Type type) =>
        type == typeof(ApiKey) || type == typeof(StoredKey) || type == typeof(object) || type == typeof(byte[]) || type == typeof(char[]) || type == typeof(ReadOnlyMemory<byte>) || type == typeof(Memory<byte>)
        || type == typeof(ReadOnlyMemory<char>) || (type.IsGenericType && type.GetGenericArguments().Any(CarriesBytes));

    private static IEnumerable<Exception> Failures()
    {
        yield return new HttpRequestException($"401 for X-Api-Key: {Canary}");
        yield return new InvalidOperationException("outer", new AggregateException(new TimeoutException("x"), new IOException(Canary)));
        yield return new UriFormatException($"https://api.example.com/?api_key={Uri.EscapeDataString(Canary)}");
        yield return new OperationCanceledException($"gave up on {Canary.ToUpperInvariant()}");
        yield return new ArgumentException("data") { Data = { ["header"] = Canary } };
    }

    private async Task SetOnAllPathsAsync()
    {
        _custody.Verify = Custody.Says(KeyVerdict.Rejected, $"401: {Canary} is unknown");
        await See(() => _custody.SetAsync(Canary));
        _custody.Verify = (_, key, _) => throw new HttpRequestException($"while sending {key.Reveal()}");
        await See(() => _custody.SetAsync(Canary));
        _custody.Verify = Custody.Says(KeyVerdict.Unreachable, $"no route for {Canary}");
        await See(() => _custody.SetAsync(Canary));
        await See(() => _custody.SetAsync($"{Canary}\n{Canary}"));
        await See(() => _custody.SetAsync($"{Canary}ü"));
        await See(() => _custody.SetAsync(string.Concat(Enumerable.Repeat(Canary, 30))));
        _custody.Verify = (_, key, _) => Task.FromResult(new KeyTest(KeyVerdict.Accepted, $"{key} {key.Reveal()}", [], [], 5));
        await See(() => _custody.SetAsync(Canary));
    }

    private async Task UseOnAllPathsAsync()
    {
        var vault = _custody.Get<ProviderKeys>();
        await See(() => vault.UseAsync(_custody.Workspace, "apollo", (key, _) => Task.FromResult($"{key}"), CancellationToken.None));
        foreach (var failure in Failures())
            await See(() => vault.UseAsync<int>(_custody.Workspace, "apollo", (_, _) => throw failure, CancellationToken.None));
        await See(() => vault.UseAsync<int>(
            _custody.Workspace, "apollo", async (key, _) =>
            {
                await Task.Yield();
                throw new InvalidOperationException($"body: {{\"key\":\"{key.Reveal()}\"}}");
            },
            CancellationToken.None));
    }

    private async Task See<T>(Func<Task<T>> path)
    {
        try
        {
            var result = await path();
            _seen.Add($"{result}");
            if (result is IEnumerable many and not string) _seen.AddRange(many.Cast<object>().Select(one => $"{one}"));
        }
        catch (Exception thrown) when (thrown is not AssertionException)
        {
            _seen.Add(thrown.ToString());
        }

        var made = new object[]
        {
            _custody.Get<ProviderKeys>(), _custody.Get<SetKey>(), _custody.Get<DataKeys>(), _custody.Get<KeyRing>(), _custody.Get<IKeyWrapper>(),
        };
        _seen.AddRange(made.Select(one => $"{one}"));
    }
}
