using AdaptiveOutbound.Data.Lanes;
using Npgsql;

namespace AdaptiveOutbound.Data.Credits;

/// <summary>
/// Lets lanes leave out jobs that have spent what they may, as paused ones, and says so once. One whose limit was raised meanwhile, or
/// whose next question fits again, goes on. Of one that has spent its own limit, what is left is left out (<c>end_at_limit</c>).
/// </summary>
internal sealed class StopOverBudget(Guid workspaceId, IReadOnlyDictionary<Guid, decimal> nextPrices) : IBatchEffect
{
    private const string Stop = """
        WITH x AS (
            SELECT j.id, j.lane_id, j.name, least(s.credits_per_job, j.max_credits) cap, coalesce(j.max_credits <= coalesce(s.credits_per_job, j.max_credits), false) own FROM unnest($2::uuid[], $3::numeric[]) t(id, price)
              JOIN outbound.jobs j ON j.id = t.id CROSS JOIN (SELECT credits_per_job FROM outbound.workspace_settings WHERE workspace_id = $1) s
             WHERE j.completed_at IS NULL AND NOT j.over_budget AND j.credits + t.price > least(s.credits_per_job, j.max_credits)),
        j AS (UPDATE outbound.jobs j SET over_budget = true FROM x WHERE j.id = x.id RETURNING j.id),
        a AS (
            INSERT INTO outbound.alerts (id, workspace_id, code, scope, level, message, job_id, created_at)
            SELECT gen_random_uuid(), $1, 'job_budget', 'job ' || id || ' of ' || trim_scale(cap), 'warning',
                   format('“%s” has spent what one job may spend, %s credits. It goes on when the limit is raised under Settings.', name, trim_scale(cap)), id, now()
              FROM x WHERE NOT own ON CONFLICT (workspace_id, code, scope) DO UPDATE SET created_at = now(), ends_at = NULL, dismissed_at = NULL, dismissed_by = NULL WHERE alerts.ends_at <= now()),
        l AS (
            INSERT INTO outbound.job_logs (workspace_id, job_id, level, event, message)
            SELECT $1, id, 'warning', CASE WHEN own THEN 'budget' ELSE 'waits' END,
                   format(CASE WHEN own THEN 'Its budget of %s credits is spent: what is left of its records is left out' ELSE 'Waits (budget): %s credits may be spent by one job' END, trim_scale(cap)) FROM x)
        UPDATE outbound.lanes l SET stopped_jobs = l.stopped_jobs || ARRAY(SELECT x.id FROM x WHERE x.lane_id = l.id AND x.id <> ALL (l.stopped_jobs))
         WHERE l.id IN (SELECT lane_id FROM x)
        """;

    public IEnumerable<NpgsqlBatchCommand> Commands() => [Sql.Command(Stop, workspaceId, nextPrices.Keys.Order().ToArray(), nextPrices.OrderBy(p => p.Key).Select(p => p.Value).ToArray())];
}

/// <summary>After a change of the limits: what waits for them is tried at once, and jobs that may spend more go on.</summary>
internal sealed class GoOnWithinBudget(Guid workspaceId) : IBatchEffect
{
    // Locks jobs in the order of their ids, and lanes after jobs. One that a person paused stays paused.
    private const string FreeJobs = """
        WITH lk AS MATERIALIZED (
            SELECT j.id FROM outbound.jobs j CROSS JOIN outbound.workspace_settings s
             WHERE j.workspace_id = $1 AND j.completed_at IS NULL AND j.over_budget AND s.workspace_id = $1 AND (j.credits < least(s.credits_per_job, j.max_credits)) IS NOT FALSE
             ORDER BY j.id FOR NO KEY UPDATE OF j),
        j AS (UPDATE outbound.jobs j SET over_budget = false FROM lk WHERE j.id = lk.id RETURNING j.id, j.lane_id, j.status)
        UPDATE outbound.lanes l SET stopped_jobs = ARRAY(SELECT s FROM unnest(l.stopped_jobs) s WHERE s NOT IN (SELECT j.id FROM j WHERE j.status <> 'paused'))
         WHERE l.id IN (SELECT lane_id FROM j)
        """;

    // What was said of a limit that is another now, and of jobs that go on, is over.
    private const string EndAlerts = """
        UPDATE outbound.alerts a SET ends_at = now() FROM outbound.workspace_settings s
         WHERE a.workspace_id = $1 AND s.workspace_id = $1 AND (a.ends_at IS NULL OR a.ends_at > now())
           AND ((a.code = 'budget' AND substring(a.scope FROM ' of (.*)$') IS DISTINCT FROM
                 trim_scale(CASE split_part(a.scope, ' ', 1) WHEN 'day' THEN s.credits_per_day ELSE s.credits_per_month END)::text)
             OR (a.code = 'job_budget' AND NOT EXISTS (SELECT FROM outbound.jobs j WHERE j.id = a.job_id AND j.over_budget)))
        """;

    public IEnumerable<NpgsqlBatchCommand> Commands() =>
    [
        Sql.Command(FreeJobs, workspaceId),
        Sql.Command(EndAlerts, workspaceId),
        Sql.Command($"UPDATE outbound.lanes SET {LaneRest.Over} WHERE workspace_id = $1 AND waiting_reason = 'budget'", workspaceId),
        Sql.Command("SELECT pg_notify('outbound_lanes', id::text) FROM outbound.lanes WHERE workspace_id = $1", workspaceId),
    ];
}
