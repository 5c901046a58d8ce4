using System.Diagnostics;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Tests.Enrichment;
using AdaptiveOutbound.Tests.Support;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Operations;

/// <summary>A million ended jobs with their items and logs go while others work.</summary>
[NonParallelizable]
internal sealed class BigCleanupTests
{
    private const int Jobs = 1_000_000;
    private const int Accounts = 20_000;
    private const int Rounds = 5;

    // Ids and times of 105 to 93 days ago, a second apart; two lines of log a job, in their months.
    private static string Fill(int first, int last) => $$"""
        WITH t AS (
            SELECT n, now() - interval '105 days' + n * interval '1 second' AS at,
                   (lpad(to_hex(floor(extract(epoch FROM now() - interval '105 days' + n * interval '1 second') * 1000)::bigint), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid AS id
              FROM generate_series({{first}}, {{last}}) n),
        l AS (SELECT id, workspace_id FROM outbound.lanes LIMIT 1),
        jobs AS (
            INSERT INTO outbound.jobs (id, workspace_id, lane_id, type, name, queue, priority, status, payload, total, open_items, processed, failed, dead_letters, enriched, no_match, skipped,
                   unknown, calls, cache_hits, credits, attempts, max_attempts, cursor, created_at, started_at, completed_at)
            SELECT t.id, l.workspace_id, l.id, 'enrich_accounts', 'Enrich', 'a-interactive', 5, 'completed', '{}', 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 5, 0, t.at, t.at, t.at FROM t, l),
        items AS (
            INSERT INTO outbound.job_items (id, workspace_id, job_id, lane_id, record_id, state, rank, attempts, rescues, outcome, provider, credits, finished_at)
            SELECT t.id, l.workspace_id, t.id, l.id, t.id, 2, 5, 1, 0, 1, 'sandbox', 1, t.at FROM t, l)
        INSERT INTO outbound.job_logs (workspace_id, job_id, level, event, message, created_at)
        SELECT l.workspace_id, t.id, 'info', e, 'Job ' || e, t.at FROM t, l, unnest(ARRAY['started', 'completed']) e
        """;

    private const string Months = """
        DO $$ DECLARE m timestamptz; BEGIN
            FOR i IN 2..5 LOOP
                m := (date_trunc('month', now() AT TIME ZONE 'UTC') - make_interval(months => i)) AT TIME ZONE 'UTC';
                EXECUTE format('CREATE TABLE outbound.job_logs_%s PARTITION OF outbound.job_logs FOR VALUES FROM (%L) TO (%L)', to_char(m AT TIME ZONE 'UTC', 'YYYY_MM'), m, (m AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC');
            END LOOP;
        END $$
        """;

    [Test, Category("Long")]
    public async Task A_million_ended_jobs_and_their_logs_go_while_enrichment_keeps_four_fifths_of_its_rate()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { LimitPerMinute = null }, TimeProvider.System, CancellationToken.None);
        await using var host = await EnrichHost.StartAsync(sandbox.BaseUrl, 1);
        await FillAsync(host);
        await RateAsync(host, "warm");
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(15));
        using var gate = new SwitchGate(stop.Token);
        var (progress, began) = (new CleanupProgress(), Stopwatch.GetTimestamp());
        var cleaning = new CleanUpData(host.Get<CleanupRows>(), new CleanupOptions(), TimeProvider.System).ExecuteAsync(null, progress, gate.PassAsync, stop.Token);

        List<double> alone = [], beside = [];
        for (var round = 0; round < Rounds; round++)
        {
            alone.Add(await RateAsync(host, $"alone{round}"));
            gate.Open();
            beside.Add(await RateAsync(host, $"beside{round}"));
            await gate.CloseAsync();
        }

        var duringRounds = progress.Removed.GetValueOrDefault("jobs");
        gate.Open();
        await cleaning;

        var share = alone.Sum(rate => 1 / rate) / beside.Sum(rate => 1 / rate);
        await TestContext.Progress.WriteLineAsync($"records a second alone {Say(alone)}, beside {Say(beside)}: {share:P0}; {duringRounds:N0} jobs went meanwhile, all in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        Assert.Multiple(async () =>
        {
            Assert.That(progress.Removed["jobs"], Is.EqualTo(Jobs));
            Assert.That(progress.Removed["logMonths"], Is.GreaterThanOrEqualTo(1), "the months that are past go as a whole");
            Assert.That(duringRounds, Is.GreaterThan(Jobs / 100), "it did work meanwhile");
            Assert.That(await host.ReadAsync<long>("SELECT count(*) FROM outbound.jobs WHERE completed_at < now() - interval '90 days'"), Is.Zero);
            Assert.That(await host.ReadAsync<long>("SELECT count(*) FROM outbound.job_items WHERE finished_at < now() - interval '90 days'"), Is.Zero);
            Assert.That(await host.ReadAsync<long>("SELECT count(*) FROM outbound.job_logs WHERE created_at < now() - interval '90 days'"), Is.Zero);
            Assert.That(share, Is.GreaterThanOrEqualTo(0.8));
        });
    }

    private static string Say(List<double> rates) => string.Join(", ", rates.Select(rate => $"{rate:0}"));

    private static async Task FillAsync(EnrichHost host)
    {
        await host.EndedAsync(await host.EnrichAsync());
        await host.RunAsync(Months);
        for (var from = 1; from <= Jobs; from += 100_000)
            await host.RunAsync(Fill(from, from + 99_999));
        foreach (var table in new[] { "jobs", "job_items", "job_logs" })
            await host.RunAsync($"VACUUM ANALYZE outbound.{table}");
    }

    // Records a second of one run, by the times of its job.
    private static async Task<double> RateAsync(EnrichHost host, string slug)
    {
        var job = await host.EnrichElsewhereAsync(slug, Accounts);
        await host.EndedAsync(job, TimeSpan.FromMinutes(3));
        return Accounts / (double)await host.ReadAsync<decimal>($"SELECT extract(epoch FROM completed_at - started_at) FROM outbound.jobs WHERE id = '{job}'");
    }

    /// <summary>Lets steps through while it is open.</summary>
    private sealed class SwitchGate(CancellationToken cancellationToken) : IDisposable
    {
        private readonly SemaphoreSlim _open = new(0, 1);

        public void Dispose() => _open.Dispose();

        public void Open() => _open.Release();

        public Task CloseAsync() => _open.WaitAsync(cancellationToken);

        public async Task<bool> PassAsync()
        {
            await _open.WaitAsync(cancellationToken);
            _open.Release();
            return true;
        }
    }
}
