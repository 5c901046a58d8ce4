using AdaptiveOutbound.Tests.Providers;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Credits;

/// <summary>Prices that a provider names: booked, refused or too high.</summary>
internal sealed class PriceTests
{
    private HttpDouble _provider = null!;

    [SetUp]
    public async Task StartAsync() => _provider = await HttpDouble.StartAsync();

    [TearDown]
    public ValueTask StopAsync() => _provider.DisposeAsync();

    [TestCase("-5", 1, "a negative price")]
    [TestCase("\"NaN\"", 1, "no number")]
    [TestCase("11", 1, "more than tenfold")]
    public async Task A_price_that_is_not_believed_is_booked_as_the_rule_says_and_disputed(string said, decimal booked, string what)
    {
        await using var host = await StartAsync(said);

        await host.EndedAsync(await host.EnrichAsync(1));

        Assert.That(await host.HeldAsync(), Is.EqualTo(booked), what);
        Assert.That(await host.ReadAsync<bool>("SELECT disputed FROM outbound.provider_lookups"), Is.True);
        Assert.That(await host.ReadAsync<string>("SELECT string_agg(code, ' ') FROM outbound.alerts"), Is.EqualTo("disputed"));
        Assert.That(await host.ReadAsync<int>("SELECT sum(disputed)::int FROM outbound.usage_daily"), Is.EqualTo(1));
        Assert.That(await host.ReadAsync<int>("SELECT sum(disputed)::int FROM outbound.jobs"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_price_above_the_reservation_is_booked_raises_an_alert_and_stops_the_lane()
    {
        await using var host = await StartAsync("3.5");

        await host.EndedAsync(await host.EnrichAsync(1));
        var next = await host.EnrichAsync(1);
        await host.UntilAsync("SELECT waiting_reason = 'budget' AND waiting_until > now() + interval '1 hour' FROM outbound.lanes");

        Assert.That(await host.HeldAsync(), Is.EqualTo(3.5m));
        Assert.That(await host.ReadAsync<bool>("SELECT disputed FROM outbound.provider_lookups"), Is.False);
        Assert.That(await host.ReadAsync<string>("SELECT message FROM outbound.alerts WHERE code = 'price' AND level = 'error'"), Does.StartWith("The provider charged 3.5 credits for a call that should cost at most 1."));
        Assert.That(await host.ReadAsync<bool>($"SELECT completed_at IS NULL FROM outbound.jobs WHERE id = '{next}'"), Is.True);
    }

    // A company that is known whatever is asked, at the price that the provider names.
    private async Task<BudgetHost> StartAsync(string said)
    {
        _provider.Reply = _ => Reply.Json("""{"healthy":true,"is_logged_in":true}""");
        var host = await BudgetHost.StartAsync(_provider.BaseUrl, workers: 1);
        _provider.Reply = seen =>
        {
            var domain = System.Text.RegularExpressions.Regex.Match(seen.Query + seen.Body, @"c[0-9a-f]{32}\.example").Value;
            return Reply.Json($$"""{"organization":{"id":"1","name":"Known","primary_domain":"{{domain}}","website_url":"http://{{domain}}"},"credits_consumed":{{said}}}""");
        };
        return host;
    }
}
