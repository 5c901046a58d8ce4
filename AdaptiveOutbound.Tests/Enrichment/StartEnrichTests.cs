using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Tests.Credits;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Enrichment;

internal sealed class StartEnrichTests
{
    [Test]
    public async Task A_filter_chooses_the_records_and_refresh_asks_again_though_there_is_an_answer()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { MatchShare = 1 }, TimeProvider.System, CancellationToken.None);
        await using var host = await EnrichHost.StartAsync(sandbox.BaseUrl, 12);

        var first = await StartAsync(host, new(RecordKind.Account, null, new("c1"), "sandbox"));
        await host.EndedAsync(first);
        var cached = await StartAsync(host, new(RecordKind.Account, null, new(Status: RecordStatus.Enriched), "sandbox"));
        await host.EndedAsync(cached);
        var refreshed = await StartAsync(host, new(RecordKind.Account, [host.Records[1], host.Records[1]], null, "sandbox", Refresh: true));
        await host.EndedAsync(refreshed);

        Assert.That(await host.ReadAsync<string>($"SELECT concat_ws(' ', status, total, enriched, cache_hits) FROM outbound.jobs WHERE id = '{first}'"), Is.EqualTo("completed 3 3 0"), "c1, c10 and c11");
        Assert.That(await host.ReadAsync<string>($"SELECT concat_ws(' ', status, total, enriched, cache_hits) FROM outbound.jobs WHERE id = '{cached}'"), Is.EqualTo("completed 3 3 3"));
        Assert.That(await host.ReadAsync<string>($"SELECT concat_ws(' ', status, total, enriched, cache_hits) FROM outbound.jobs WHERE id = '{refreshed}'"), Is.EqualTo("completed 1 1 0"));
        Assert.That(sandbox.Calls.Calls.Sum(call => call.Questions), Is.EqualTo(4));
    }

    [Test]
    public async Task A_filter_may_choose_more_records_than_ids_may_be_named()
    {
        await using var host = await EnrichHost.CreateAsync(new Uri("http://127.0.0.1:9"), EnrichRequest.MostIds + 1);
        var request = new EnrichRequest(RecordKind.Account, null, new(), "sandbox", Priority: 7, ScheduledFor: TimeProvider.System.GetUtcNow().AddDays(1));

        var (estimate, _) = await Estimating.Of(host).ExecuteAsync(host.Workspace, request, default);
        var job = await StartAsync(host, request);

        Assert.That((estimate!.Provider, estimate.Records, estimate.MaxCredits), Is.EqualTo(("sandbox", EnrichRequest.MostIds + 1, (decimal)EnrichRequest.MostIds + 1)));
        Assert.That(await host.ReadAsync<string>($"SELECT concat_ws(' ', total, open_items) FROM outbound.jobs WHERE id = '{job}'"), Is.EqualTo("10001 10001"));
        Assert.That(await host.ReadAsync<long>($"SELECT count(*) FROM outbound.job_items WHERE job_id = '{job}' AND rank = 3 AND state = 3 AND due_at > now()"), Is.EqualTo(10001));
        Assert.That(await host.ReadAsync<bool>($"SELECT bool_and(r.id = i.record_id) FROM (SELECT record_id, row_number() OVER (ORDER BY id) n FROM outbound.job_items WHERE job_id = '{job}') i JOIN (SELECT id, row_number() OVER (ORDER BY id) n FROM outbound.accounts) r USING (n)"), Is.True, "in the records' order");
    }

    [Test]
    public async Task Ids_of_another_workspace_are_as_unknown_as_any()
    {
        await using var host = await EnrichHost.CreateAsync(new Uri("http://127.0.0.1:9"), 2);
        await host.EnrichElsewhereAsync("other", 1);
        var foreign = await host.ReadAsync<Guid>($"SELECT id FROM outbound.accounts WHERE workspace_id <> '{host.Workspace}'");

        var (_, refusal) = await Start(host).ExecuteAsync(host.Workspace, new(RecordKind.Account, [host.Records[0], foreign, Guid.NewGuid()], null, "sandbox"), default);

        Assert.That(refusal!.Code, Is.EqualTo("not_found"));
        Assert.That(refusal.UnknownAt, Is.EqualTo(new[] { 1, 2 }));
    }

    private static async Task<Guid> StartAsync(EnrichHost host, EnrichRequest request)
    {
        var (job, refusal) = await Start(host).ExecuteAsync(host.Workspace, request, default);
        Assert.That(refusal, Is.Null);
        return job!.Value;
    }

    private static StartEnrich Start(EnrichHost host) => new(Estimating.Check(host), Estimating.Of(host), host.Get<JobWriter>());
}
