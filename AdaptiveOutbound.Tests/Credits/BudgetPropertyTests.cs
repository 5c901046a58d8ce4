using AdaptiveOutbound.Tests.Support;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Credits;

/// <summary>Random runs, caps, failures and crashes: what is spent and reserved never passes a cap, and the ledger agrees with the provider.</summary>
[NonParallelizable]
internal sealed class BudgetPropertyTests
{
    private const string Columns = "format('%s %s %s', trim_scale(coalesce(sum(unknown_credits), 0)), sum(free), sum(disputed))";
    private const string Ledger = """
        SELECT format('%s %s %s', trim_scale(coalesce(sum(credits_charged) FILTER (WHERE state = 4), 0)), count(*) FILTER (WHERE state IN (1, 2) AND credits_charged = 0), count(*) FILTER (WHERE disputed))
          FROM outbound.provider_lookups
        """;

    [TestCase(1)]
    [TestCase(2, Category = "Long")]
    [TestCase(3, Category = "Long")]
    [TestCase(4, Category = "Long")]
    [TestCase(5, Category = "Long")]
    public async Task Spent_and_reserved_never_pass_the_cap_and_the_ledger_equals_what_the_provider_charged(int seed)
    {
        var dice = new Random(seed);
        await using var provider = await SandboxServer.StartAsync(new SandboxOptions
        {
            Key = "live", LimitPerMinute = null, Seed = seed, MatchShare = 0.3 + (0.7 * dice.NextDouble()), Latency = TimeSpan.FromMilliseconds(dice.Next(5, 60)),
            Faults = new SandboxFaults { BadGateway = 0.1 * dice.NextDouble(), Truncated = 0.05 * dice.NextDouble(), Reset = 0.05 * dice.NextDouble() },
        }, TimeProvider.System, CancellationToken.None);
        await using var host = await BudgetHost.StartAsync(provider.BaseUrl, workers: 2);
        decimal cap = dice.Next(20, 120);
        await host.LimitAsync(perDay: cap);
        for (var n = 0; n < 3; n++) await host.EnrichAsync(dice.Next(50, 200));

        for (var step = 0; step < 6; step++)
        {
            for (var look = 0; look < 100; look++) await LookAsync(host, dice, cap);
            cap += dice.Next(10, 100);
            await host.LimitAsync(perDay: cap);
        }

        await Eventually.TrueAsync(() => LookAsync(host, dice, cap), "all has ended, or waits for the cap", TimeSpan.FromSeconds(90));
        Assert.Multiple(async () =>
        {
            var unknown = await host.ReadAsync<decimal>("SELECT coalesce(sum(credits_charged), 0) FROM outbound.provider_lookups WHERE state = 4");
            var known = await host.ReadAsync<decimal>("SELECT coalesce(sum(credits_charged), 0) FROM outbound.provider_lookups WHERE state <> 4");
            Assert.That(provider.Spent(BudgetHost.Key), Is.InRange(known, known + unknown), $"{unknown} credits of calls whose answer was never seen are listed");
            Assert.That(await host.HeldAsync(), Is.EqualTo(known + unknown), "days say what the ledger says");
            Assert.That(await host.ReadAsync<decimal>("SELECT sum(credits) FROM outbound.jobs"), Is.EqualTo(known + unknown), "and so do jobs");
            Assert.That(await host.ReadAsync<string>($"SELECT {Columns} FROM outbound.usage_daily"), Is.EqualTo(await host.ReadAsync<string>(Ledger)), "also what is unknown, free and disputed of it");
            Assert.That(await host.ReadAsync<string>($"SELECT {Columns} FROM outbound.jobs"), Is.EqualTo(await host.ReadAsync<string>(Ledger)));
        });
    }

    // Now and then a running chunk is declared dead, as if its process had been killed.
    private static async Task<bool> LookAsync(BudgetHost host, Random dice, decimal cap)
    {
        Assert.That(await host.HeldAsync(), Is.LessThanOrEqualTo(cap));
        if (dice.Next(40) == 0)
            await host.RunAsync("SELECT outbound.rescue_chunk((SELECT id FROM outbound.chunks WHERE status = 'processing' ORDER BY id LIMIT 1))");
        await host.RunAsync("UPDATE outbound.job_items SET due_at = now() WHERE state = 3 AND due_at < 'infinity'");
        return await host.ReadAsync<bool>("""
            SELECT NOT EXISTS (SELECT FROM outbound.chunks WHERE status IN ('queued', 'processing'))
               AND (NOT EXISTS (SELECT FROM outbound.jobs WHERE completed_at IS NULL) OR EXISTS (SELECT FROM outbound.lanes WHERE waiting_until > now() + interval '1 minute' AND waiting_reason = 'budget'))
            """);
    }
}
