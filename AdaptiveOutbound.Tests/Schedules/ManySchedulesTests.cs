using System.Diagnostics;
using System.Globalization;
using AdaptiveOutbound.Data;
using AdaptiveOutbound.Jobs.Schedules;
using AdaptiveOutbound.Tests.Support;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Schedules;

/// <summary>Ten thousand schedules that name one minute, in two worker processes of which one is killed.</summary>
[Category("Long")]
[NonParallelizable]
internal sealed class ManySchedulesTests
{
    private const int Workspaces = 1_000;
    private const int Each = 10;

    [Test]
    public async Task Each_of_ten_thousand_starts_once_and_within_a_minute_of_its_own_time_though_a_worker_dies()
    {
        await using var apollo = await SandboxServer.StartAsync(new SandboxOptions { LimitPerMinute = null }, TimeProvider.System, CancellationToken.None);
        await using var host = await EngineHost.CreateAsync();
        await using var worker = await ChildProcess.ScheduleWorkerAsync(host.Database.Connections, apollo.BaseUrl, 20);
        await using var other = await ChildProcess.ScheduleWorkerAsync(host.Database.Connections, apollo.BaseUrl, 20);
        var minute = await FillAsync(host);

        var began = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(() => host.AskAsync<bool>("SELECT NOT EXISTS (SELECT FROM outbound.schedules WHERE NOT mirrored)"), "Hangfire mirrors them", TimeSpan.FromMinutes(4));
        TestContext.Out.WriteLine($"mirrored in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        Assert.That(await host.AskAsync<long>("SELECT count(*) FROM hangfire.set WHERE key = 'recurring-jobs' AND value LIKE 'schedule:%' AND score >= 0"), Is.EqualTo(Workspaces * Each));
        await Eventually.TrueAsync(() => host.AskAsync<bool>("SELECT count(*) > 2000 FROM outbound.schedule_runs"), "they begin", TimeSpan.FromMinutes(6));
        await other.KillAsync();
        await Eventually.TrueAsync(() => host.AskAsync<bool>($"SELECT count(*) >= {Workspaces * Each} FROM outbound.schedule_runs"), "all have fired", TimeSpan.FromMinutes(7));
        await Eventually.TrueAsync(() => host.AskAsync<bool>("SELECT NOT EXISTS (SELECT FROM outbound.jobs WHERE completed_at IS NULL)"), "all jobs have ended", TimeSpan.FromMinutes(2));

        var late = await host.Database.Owner.QueryAsync("""
            SELECT extract(epoch FROM r.fired_at - p.at)::float8, extract(epoch FROM j.started_at - p.at)::float8
              FROM outbound.schedule_runs r JOIN planned p ON p.id = r.schedule_id JOIN outbound.jobs j ON j.id = r.job_id
            """, r => (Fired: r.GetDouble(0), Started: r.GetDouble(1)), CancellationToken.None);
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"fired after p50 {Share(late.Select(l => l.Fired), 0.5):0.0} s, p99 {Share(late.Select(l => l.Fired), 0.99):0.0} s; first record at most {late.Max(l => l.Started):0.0} s after its time"));
        Assert.That((late.Count, late.Min(l => l.Fired) >= 0), Is.EqualTo((Workspaces * Each, true)), "none too early, none twice, each with its job");
        Assert.That(late.Max(l => l.Started), Is.LessThan(60));
        Assert.That(await host.AskAsync<long>("SELECT count(*) FROM outbound.jobs WHERE schedule_id IS NOT NULL"), Is.EqualTo(Workspaces * Each));
        Assert.That(await host.AskAsync<bool>($"SELECT bool_and(next_run_at > now() AND due_at = '{minute:O}'::timestamptz + interval '1 day') FROM outbound.schedules"), Is.True, "and stands at its next time");
    }

    // Some minutes ahead, so that Hangfire has mirrored them by then. Each has its own share of the spread, as when it is saved.
    private static async Task<DateTimeOffset> FillAsync(EngineHost host)
    {
        var now = await host.AskAsync<DateTimeOffset>("SELECT date_trunc('minute', now()) + interval '2 minutes'");
        var ids = Enumerable.Range(0, Workspaces * Each).Select(_ => Guid.CreateVersion7()).ToArray();
        var options = new ScheduleOptions();
        await host.RunAsync("""
            INSERT INTO outbound.workspaces (id, slug, name, created_at) SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'many-' || n, 'many', now() FROM generate_series(1, $1) n
            """, Workspaces);
        await host.RunAsync("INSERT INTO outbound.workspace_settings (workspace_id, keys, sealed_keys, reveal_personal_emails, match_days, no_match_days, time_zone, revision) SELECT id, '{}', '{}', false, 90, 14, 'UTC', 0 FROM outbound.workspaces WHERE slug LIKE 'many-%'");
        await host.RunAsync("""
            INSERT INTO outbound.accounts (id, workspace_id, domain, fields, provenance, created_at, updated_at)
            SELECT gen_random_uuid(), w.id, 'c' || n || '.example', jsonb_build_object('domain', 'c' || n || '.example'), '{}', now(), now() FROM outbound.workspaces w CROSS JOIN generate_series(1, 3) n WHERE w.slug LIKE 'many-%'
            """);
        await host.RunAsync("""
            INSERT INTO outbound.schedules (id, workspace_id, name, cron, time_zone, type, filter, provider, priority, overlap, missed, enabled, due_at, next_run_at, created_at, updated_at, revision, mirrored)
            SELECT t.id, ('00000000-0000-7000-8000-' || lpad((t.n % $4 + 1)::text, 12, '0'))::uuid, 'Nightly', $3, 'UTC', 'enrich_accounts', '{}', 'sandbox', 5, 'skip', 'once', true, $5, $5 + make_interval(secs => t.s), now(), now(), 0, false
              FROM unnest($1::uuid[], $2::int[]) WITH ORDINALITY t(id, s, n)
            """, ids, ids.Select(id => (int)options.OffsetOf(id).TotalSeconds).ToArray(), string.Create(CultureInfo.InvariantCulture, $"{now.Minute} {now.Hour} * * *"), Workspaces, now.ToUniversalTime());
        await host.RunAsync("CREATE TABLE planned AS SELECT id, next_run_at AS at FROM outbound.schedules");
        return now.ToUniversalTime();
    }

    private static double Share(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)(share * (sorted.Length - 1))];
    }
}
