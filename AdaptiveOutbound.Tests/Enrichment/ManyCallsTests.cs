using System.Diagnostics;
using System.Text.Json;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Enrichment;

[NonParallelizable]
internal sealed class ManyCallsTests
{
    [Test, Category("Long")]
    public async Task A_thousand_calls_are_in_flight_at_once_in_one_process()
    {
        await using var sandbox = await ChildProcess.SandboxAsync(TimeSpan.FromSeconds(1));
        var address = new Uri(sandbox.Ready);
        await using var host = await EnrichHost.CreateAsync(address, 0);
        for (var n = 0; n < 6; n++)
            await host.EnrichElsewhereAsync($"w{n}", 10_000);
        var began = Stopwatch.GetTimestamp();
        await using var worker = await ChildProcess.WorkerAsync(host.Connections, address, 26);
        await host.UntilAsync("SELECT NOT EXISTS (SELECT FROM outbound.jobs WHERE completed_at IS NULL)", TimeSpan.FromSeconds(90));
        var most = await MostInFlightAsync(address);

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await TestContext.Progress.WriteLineAsync($"at most {most} calls in flight; 60,000 records in {seconds:0.0} s; peak {worker.PeakMegabytes:0} MB");
        Assert.Multiple(async () =>
        {
            Assert.That(await host.ReadAsync<long>("SELECT sum(failed + unknown)::bigint FROM outbound.jobs"), Is.Zero);
            Assert.That(await host.ReadAsync<long>("SELECT sum(enriched + no_match)::bigint FROM outbound.jobs"), Is.EqualTo(60_000));
            Assert.That(most, Is.GreaterThanOrEqualTo(1_000));
            Assert.That(worker.PeakMegabytes, Is.LessThan(500));
        });
    }

    private static async Task<long> MostInFlightAsync(Uri address)
    {
        using var client = new HttpClient();
        using var summary = JsonDocument.Parse(await client.GetStringAsync(new Uri(address, "/sandbox/calls")));
        return summary.RootElement.GetProperty("mostInFlight").GetInt64();
    }
}
