using System.Text;
using AdaptiveOutbound.Data.Keys;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Npgsql;

namespace AdaptiveOutbound.Tests.Keys;

/// <summary>Custody over PostgreSQL, as the host puts it together.</summary>
[TestFixture]
internal sealed class KeyStoreTests
{
    private const string Key = "canary-4f1d-marked-key-9zQx";
    private static int _names;
    private TestDatabase _database = null!;
    private string _data = null!;
    private ServiceProvider _services = null!;
    private KeyVerifier _verify = null!;
    private Guid _workspace;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _data = Directory.CreateTempSubdirectory("outbound-keys-").FullName;
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IKeyStore>(new KeyStore(new KeyRows(_database.App)));
        services.AddSingleton<KeyVerifier>((provider, key, ct) => _verify(provider, key, ct));
        services.AddKeys(_ => _data);
        _services = services.BuildServiceProvider();
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [SetUp]
    public async Task SetUpAsync()
    {
        _verify = Custody.Says(KeyVerdict.Accepted);
        _workspace = await TestWorkspace.CreateAsync(_database, $"keys-{Interlocked.Increment(ref _names)}");
    }

    [Test]
    public async Task A_key_is_set_used_shown_and_removed()
    {
        var set = await SetAsync(Key);
        var used = await RevealAsync(_workspace);
        var shown = await ListAsync();
        var removed = await _services.GetRequiredService<RemoveKey>().ExecuteAsync(_workspace, "apollo", "ada@example.com", CancellationToken.None);

        Assert.That(used, Is.EqualTo(Key));
        Assert.That(shown, Is.EqualTo(((SetKeyResult.Stored)set).Key with { LastUsedAt = shown.LastUsedAt }));
        Assert.That((shown.LastFour, shown.Status, shown.LastUsedAt is null), Is.EqualTo(("9zQx", KeyStatus.Active, false)));
        Assert.That(removed, Is.True);
        await Assert.ThrowsAsync<KeyNotSetException>(() => RevealAsync(_workspace));
    }

    [Test]
    public async Task A_replaced_key_opens_under_its_own_revision()
    {
        await SetAsync(Key);
        await SetAsync("another-key-of-the-same-row");

        var store = _services.GetRequiredService<IKeyStore>();
        Assert.That(await RevealAsync(_workspace), Is.EqualTo("another-key-of-the-same-row"));
        Assert.That((await store.ReadSealedAsync(_workspace, "apollo", CancellationToken.None))!.Revision, Is.EqualTo(2));
    }

    [Test]
    public async Task Other_writes_to_the_settings_leave_the_revision_of_the_key()
    {
        await SetAsync(Key);
        await _database.RunAsSuperuserAsync($"UPDATE outbound.workspace_settings SET revision = revision + 10 WHERE workspace_id = '{_workspace}'");
        var store = _services.GetRequiredService<IKeyStore>();
        var stored = (await store.ReadSealedAsync(_workspace, "apollo", CancellationToken.None))!;

        await store.MarkStatusAsync(_workspace, "apollo", stored.KeyId, stored.Revision, KeyStatus.NeedsReentry, CancellationToken.None);

        var marked = (await store.ReadSealedAsync(_workspace, "apollo", CancellationToken.None))!;
        Assert.That((marked.Revision, marked.Metadata.Status), Is.EqualTo((1L, KeyStatus.NeedsReentry)));
        Assert.That(await RevealAsync(_workspace), Is.EqualTo(Key));
    }

    [Test]
    public async Task A_mark_that_is_meant_for_an_old_key_is_dropped()
    {
        await SetAsync(Key);
        var store = _services.GetRequiredService<IKeyStore>();
        var old = (await store.ReadSealedAsync(_workspace, "apollo", CancellationToken.None))!;
        await SetAsync("another-key-of-the-same-row");

        await store.MarkStatusAsync(_workspace, "apollo", old.KeyId, old.Revision, KeyStatus.Rejected, CancellationToken.None);

        Assert.That((await ListAsync()).Status, Is.EqualTo(KeyStatus.Active));
    }

    [Test]
    public async Task Of_two_who_set_a_key_at_once_one_is_told_that_it_changed()
    {
        var both = new Barrier(2);
        _verify = (_, _, _) =>
        {
            both.SignalAndWait(TimeSpan.FromSeconds(20), CancellationToken.None);
            return Task.FromResult(new KeyTest(KeyVerdict.Accepted, "Fine.", [], [], null));
        };

        var results = await Task.WhenAll(Task.Run(() => SetAsync("first-key-0123456789")), Task.Run(() => SetAsync("second-key-0123456789")));

        Assert.That(results.OfType<SetKeyResult.Stored>().Count(), Is.EqualTo(1));
        Assert.That(results.OfType<SetKeyResult.Refused>().Single().Code, Is.EqualTo("key_changed"));
        var stored = results.OfType<SetKeyResult.Stored>().Single();
        Assert.That((await RevealAsync(_workspace))[^4..], Is.EqualTo(stored.Key.LastFour));
    }

    [Test]
    public async Task First_data_keys_that_race_end_as_one()
    {
        var store = _services.GetRequiredService<IKeyStore>();
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => store.AddDataKeyAsync(
            _workspace, new WrappedDataKey(1, "test", new[] { (byte)n }, TimeProvider.System.GetUtcNow()), CancellationToken.None)));

        Assert.That(added.Select(k => k.Wrapped.Span[0]).Distinct().Count(), Is.EqualTo(1));
        Assert.That(await store.LoadDataKeysAsync(_workspace, CancellationToken.None), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Another_workspace_neither_sees_nor_opens_the_key()
    {
        await SetAsync(Key);
        var other = await TestWorkspace.CreateAsync(_database, $"other-{Interlocked.Increment(ref _names)}");

        await Assert.ThrowsAsync<KeyNotSetException>(() => RevealAsync(other));
        await _database.RunAsSuperuserAsync($"""
            UPDATE outbound.workspace_settings t SET sealed_keys = s.sealed_keys, keys = s.keys FROM outbound.workspace_settings s
             WHERE s.workspace_id = '{_workspace}' AND t.workspace_id = '{other}';
            INSERT INTO outbound.workspace_data_keys SELECT '{other}', version, wrapped, wrapper_id, created_at FROM outbound.workspace_data_keys WHERE workspace_id = '{_workspace}';
            """);
        Assert.That(() => RevealAsync(other), Throws.InstanceOf<KeyException>(), "nor when its rows are copied");
    }

    [Test]
    public async Task No_table_holds_the_key_in_any_spelling()
    {
        await SetAsync(Key);
        await RevealAsync(_workspace);

        var dump = await DumpAsync();

        Assert.That(dump, Does.Contain(_workspace.ToString()), "the dump must hold the rows");
        Assert.That(dump, Does.Contain("9zQx").And.Contain("\"sealed\""));
        Assert.That(dump, Does.Not.Contain(Key).IgnoreCase.And.Not.Contain(Key[..12]).IgnoreCase);
        Assert.That(dump, Does.Not.Contain(Convert.ToBase64String(Encoding.ASCII.GetBytes(Key))));
        Assert.That(dump, Does.Not.Contain(Convert.ToHexString(Encoding.ASCII.GetBytes(Key))).IgnoreCase);
    }

    // Every table of the database as text, past row-level security by the owner's own policy.
    private async Task<string> DumpAsync()
    {
        await using var connection = await _database.Owner.OpenConnectionAsync();
        List<string> tables = [];
        await using (var command = new NpgsqlCommand("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('outbound', 'hangfire')", connection))
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        var dump = new StringBuilder();
        foreach (var table in tables)
        {
            using var copy = await connection.BeginTextExportAsync($"COPY (SELECT * FROM {table}) TO STDOUT");
            dump.Append(await copy.ReadToEndAsync());
        }

        return dump.ToString();
    }

    private Task<SetKeyResult> SetAsync(string key) =>
        _services.GetRequiredService<SetKey>().ExecuteAsync(_workspace, "apollo", key.AsMemory(), "ada@example.com", CancellationToken.None);

    private Task<string> RevealAsync(Guid workspace) => _services.GetRequiredService<ProviderKeys>().UseAsync(
        workspace, "apollo", (key, _) => Task.FromResult(key.Reveal()), CancellationToken.None);

    private async Task<KeyMetadata> ListAsync() =>
        (await _services.GetRequiredService<ListKeys>().ExecuteAsync(_workspace, CancellationToken.None)).Single();
}
