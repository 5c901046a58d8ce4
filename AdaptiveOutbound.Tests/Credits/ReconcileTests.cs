using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Keys;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Tests.Providers;
using AdaptiveOutbound.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Credits;

/// <summary>Nights over a double of Apollo's API: what its counter says, beside what was booked.</summary>
internal sealed class ReconcileTests
{
    private static readonly DateOnly First = new(2026, 11, 20);

    private readonly string _data = Directory.CreateTempSubdirectory("outbound-counts-").FullName;
    private FakeTimeProvider _clock = null!;
    private TestDatabase _copy = null!;
    private OutboundDatabase _database = null!;
    private HttpDouble _provider = null!;
    private ServiceProvider _services = null!;
    private Guid _workspace;
    private decimal? _left;
    private bool _away;

    [SetUp]
    public async Task StartAsync()
    {
        _copy = await TestDatabase.CreateAsync();
        _database = await OutboundDatabase.OpenAsync(new DatabaseOptions { Outbound = _copy.Connections.App, OutboundSystem = _copy.Connections.System }, TimeProvider.System, _ => { }, default);
        _provider = await HttpDouble.StartAsync();
        _provider.Reply = seen => _away ? new Reply(503, "{}") : seen.Path switch
        {
            "auth/health" => Reply.Json("""{"healthy":true,"is_logged_in":true}"""),
            "users/api_profile" when _left is { } left => Reply.Json(FormattableString.Invariant($$"""{"num_credits_remaining":{{left}}}""")),
            "users/api_profile" => new Reply(403, """{"error_code":"API_INACCESSIBLE"}"""),
            _ => Reply.Json("{}"),
        };
        _clock = new(new DateTimeOffset(First.AddDays(1), new TimeOnly(4, 0), TimeSpan.Zero));
        (_left, _away) = (1000, false);
        _services = Build();
        _workspace = await WorkspaceAsync("demo");
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _services.DisposeAsync();
        await _provider.DisposeAsync();
        await _database.DisposeAsync();
        await _copy.DisposeAsync();
    }

    [OneTimeTearDown]
    public void Tidy() => Directory.Delete(_data, recursive: true);

    [Test]
    public async Task What_the_counter_fell_by_is_compared_with_what_was_booked()
    {
        await NightAsync(booked: 100, left: 1000);
        await NightAsync(booked: 40, left: 955);
        await NightAsync(booked: 600, left: null);
        await NightAsync(booked: 30, left: 315);

        Assert.That(await LinesAsync(), Is.EqualTo(new[] { "20 First --", "21 Matches 45-40", "22 NotTold --", "23 Matches 640-630" }));
        Assert.That(await AlertsAsync(), Is.Empty, "10 credits, or 2 %, may always be under way");
    }

    [Test]
    public async Task A_difference_raises_one_alert_and_a_rise_or_another_key_none()
    {
        await NightAsync(booked: 100, left: 1000);
        await NightAsync(booked: 40, left: 940);
        await NightAsync(booked: 40, left: 5000);
        await SetKeyAsync(_workspace, "live-another-key-0001");
        await NightAsync(booked: 40, left: 300);
        await NightAsync(booked: 40, left: 290);

        Assert.That(await LinesAsync(), Is.EqualTo(new[] { "20 First --", "21 Differs 60-40", "22 Rose -40", "23 OtherKey --", "24 Differs 10-40" }));
        Assert.That(await AlertsAsync(), Is.EqualTo(new[]
        {
            "apollo: its own counter fell by 60 credits from 2026-11-20 to 2026-11-21, and 40 were booked. The provider took more than was booked. The key may be used elsewhere too: compare with the provider's own account.",
            "apollo: its own counter fell by 10 credits from 2026-11-23 to 2026-11-24, and 40 were booked. The provider took less than was booked: answers that were never seen and cost nothing, or credits that were added meanwhile.",
        }));
    }

    [Test]
    public async Task A_provider_that_is_away_is_asked_again_and_one_workspace_stops_no_other()
    {
        var broken = await WorkspaceAsync("broken");
        await BookAsync(broken, 5);
        await BookAsync(_workspace, 5);
        await _copy.RunAsSuperuserAsync($"UPDATE outbound.workspace_settings SET sealed_keys = jsonb_set(sealed_keys, '{{apollo,sealed}}', '\"AAAA\"') WHERE workspace_id = '{broken}'");
        _away = true;
        var night = await TurnAsync();
        _away = false;
        var soon = await TurnAsync();
        _clock.Advance(ReconcileLoop.Every);
        var later = await TurnAsync();

        Assert.That(night, Is.EqualTo(new ReconcileResult(Days: 2, Compared: 0, NotTold: 0, Failed: 2)));
        Assert.That(soon, Is.Null, "it is not due");
        Assert.That((later!.Compared, later.Days), Is.EqualTo((1, 2)), "the key that cannot be opened is its own trouble");
    }

    [Test]
    public async Task A_key_that_may_not_ask_is_asked_once_a_night()
    {
        _left = null;
        await BookAsync(_workspace, 5);
        var first = await TurnAsync();
        var asked = _provider.Requests.Count;
        _clock.Advance(ReconcileLoop.Every);
        var second = await TurnAsync();

        Assert.That((first!.NotTold, second!.Days, _provider.Requests.Count), Is.EqualTo((1, 0, asked)));
    }

    [Test]
    public async Task Of_two_processes_one_does_it()
    {
        await BookAsync(_workspace, 5);
        await using var other = Build();

        var turns = await Task.WhenAll(TurnAsync(), other.GetRequiredService<ReconcileLoop>().RunOnceAsync(default));

        Assert.That(turns.Count(turn => turn is not null), Is.EqualTo(1));
        Assert.That(turns.OfType<ReconcileResult>().Single().Compared, Is.EqualTo(1));
    }

    [Test]
    public async Task A_workspace_is_read_after_its_own_midnight_at_its_own_moment()
    {
        await _copy.Owner.ExecuteAsync("UPDATE outbound.workspace_settings SET time_zone = 'Pacific/Auckland'", default);
        await BookAsync(_workspace, 5);
        _clock = new(new DateTimeOffset(First, new TimeOnly(0, 0), TimeSpan.Zero));
        await using var services = Build();
        var reconcile = services.GetRequiredService<ReconcileCredits>();
        var moment = UsageDays.StartOf(First.AddDays(1), "Pacific/Auckland") + ReconcileCredits.OffsetOf(_workspace);

        _clock.SetUtcNow(moment - TimeSpan.FromSeconds(1));
        var before = await reconcile.ExecuteAsync(default);
        _clock.SetUtcNow(moment);
        var then = await reconcile.ExecuteAsync(default);

        Assert.That((before.Days, then.Compared), Is.EqualTo((0, 1)));
        Assert.That(moment, Is.LessThan(new DateTimeOffset(First, new TimeOnly(14, 0), TimeSpan.Zero)), "the day before in UTC");
    }

    // Books on the day that just ended, and lets the night pass.
    private async Task NightAsync(decimal booked, decimal? left)
    {
        _left = left;
        await BookAsync(_workspace, booked);
        Assert.That(await TurnAsync(), Is.Not.Null);
        _clock.Advance(TimeSpan.FromDays(1));
    }

    private Task<int> BookAsync(Guid workspace, decimal credits) => _copy.Owner.ExecuteAsync("""
        INSERT INTO outbound.usage_daily (workspace_id, provider, day, calls, lookups, matched, cache_hits, credits) VALUES ($1, 'apollo', $2, 1, 1, 1, 0, $3)
        """, default, workspace, DateOnly.FromDateTime(_clock.GetUtcNow().AddDays(-1).UtcDateTime), credits);

    private Task<ReconcileResult?> TurnAsync() => _services.GetRequiredService<ReconcileLoop>().RunOnceAsync(default);

    private async Task<string[]> LinesAsync()
    {
        var today = DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        var view = await _services.GetRequiredService<ReadReconciliation>().ExecuteAsync(_workspace, new LedgerPeriod(First, today, today, "UTC"), default);
        return [.. view.Data.Reverse().Select(line => FormattableString.Invariant($"{line.Day.Day} {line.Result} {line.Taken:0}-{line.Booked:0}")).Select(line => line.EndsWith(" -", StringComparison.Ordinal) ? line + "-" : line)];
    }

    private Task<List<string>> AlertsAsync() => _copy.Owner.QueryAsync("SELECT message FROM outbound.alerts WHERE code = 'reconciliation' ORDER BY scope", r => r.GetString(0), default);

    private async Task<Guid> WorkspaceAsync(string slug)
    {
        var workspace = await TestWorkspace.CreateAsync(_copy, slug);
        await SetKeyAsync(workspace, "live-0123456789-COUNT");
        return workspace;
    }

    private async Task SetKeyAsync(Guid workspace, string key) =>
        Assert.That(await _services.GetRequiredService<SetKey>().ExecuteAsync(workspace, "apollo", key.AsMemory(), "ada@x.example", default), Is.InstanceOf<SetKeyResult.Stored>());

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(_clock).AddSingleton(new SettingsRows(_database.App)).AddSingleton(new UsageRows(_database.App));
        services.AddSingleton(new KeyRows(_database.App)).AddSingleton<IKeyStore, KeyStore>();
        services.AddKeys(_ => _data);
        services.AddApollo().Configure(o => (o.BaseUrl, o.TimeLimit) = (_provider.BaseUrl, TimeSpan.FromSeconds(5)));
        services.AddSingleton<KeyVerifier>(p => (_, key, ct) => p.GetRequiredService<IProvider>().TestKeyAsync(key, ct));
        return services.AddLedger(_database).BuildServiceProvider();
    }
}
