using AdaptiveOutbound.Tests.Support;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Enrichment;

[NonParallelizable]
internal sealed class KilledWorkerTests
{
    private const int Records = 3_000;

    [Test]
    [Category("Long")]
    public async Task A_worker_that_is_killed_loses_no_item_and_pays_no_settled_question_again()
    {
        var options = new SandboxOptions { LimitPerMinute = null, Latency = TimeSpan.FromMilliseconds(200) };
        await using var sandbox = await SandboxServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
        await using var host = await EnrichHost.CreateAsync(sandbox.BaseUrl, Records);
        var job = await host.EnrichAsync();
        await using (var first = await ChildProcess.WorkerAsync(host.Connections, sandbox.BaseUrl, 6))
        {
            await host.UntilAsync("SELECT count(*) >= 400 FROM outbound.provider_lookups WHERE state IN (1, 2)");
            await Eventually.TrueAsync(() => Task.FromResult(sandbox.Calls.InFlight >= 20), "20 calls are in flight");
            await first.KillAsync();
        }
        var settled = await host.ReadAsync<long>("SELECT count(*) FROM outbound.provider_lookups WHERE state IN (1, 2)");
        await using var second = await ChildProcess.WorkerAsync(host.Connections, sandbox.BaseUrl, 6);
        await host.EndedAsync(job, TimeSpan.FromSeconds(90));

        var unknown = await host.ReadAsync<long>("SELECT count(*) FROM outbound.provider_lookups WHERE state = 4");
        var asked = sandbox.Calls.Calls.Sum(c => c.Questions);
        await TestContext.Progress.WriteLineAsync($"killed after {settled} answers with {unknown} questions in flight; {asked} questions asked for {Records} records");
        Assert.Multiple(async () =>
        {
            Assert.That(await host.ReadAsync<int>($"SELECT processed FROM outbound.jobs WHERE id = '{job}'"), Is.EqualTo(Records));
            Assert.That(await host.ReadAsync<int>($"SELECT enriched + no_match FROM outbound.jobs WHERE id = '{job}'"), Is.EqualTo(Records));
            Assert.That(await host.ReadAsync<long>($"SELECT count(*) FROM outbound.job_items WHERE job_id = '{job}' AND state = 2"), Is.EqualTo(Records));
            Assert.That(await host.ReadAsync<long>("SELECT count(*) FROM outbound.job_logs WHERE event = 'completed'"), Is.EqualTo(1));
            Assert.That(await host.ReadAsync<int>($"SELECT unknown FROM outbound.jobs WHERE id = '{job}'"), Is.EqualTo(unknown).And.Positive, "counted on the job");
            Assert.That(asked, Is.InRange(Records, Records + unknown), "nothing is asked again but what was in flight");
            Assert.That(await host.ReadAsync<long>("SELECT count(*) FROM outbound.provider_lookups WHERE state IN (1, 2)"), Is.EqualTo(Records), "one answer a question");
            Assert.That(await host.ReadAsync<long>("""
                SELECT count(*) FROM outbound.provider_lookups u JOIN outbound.provider_lookups a ON a.previous_id = u.id AND a.question = u.question
                 WHERE u.state = 4 AND a.state IN (1, 2)
                """), Is.EqualTo(unknown), "each is asked once more, and names the first");
        });
    }
}
