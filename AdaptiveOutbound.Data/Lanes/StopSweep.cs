using System.Collections.Concurrent;
using Npgsql;

namespace AdaptiveOutbound.Data.Lanes;

/// <summary>
/// Sets aside the items of jobs that a person stopped or that have spent their budget, and brings back those of jobs that go on. A stop acts at once, since
/// takes leave out the lane's stopped jobs; moving the items in steps keeps later takes from reading past them.
/// </summary>
internal sealed class StopSweep(NpgsqlDataSource system, TimeProvider clock)
{
    private const int Step = 20_000;

    /// <summary>How often a job that is set aside is looked at again, for items that came later: from a batch that ran, or a job that feeds it.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<(Guid Lane, Guid Job), long> _quietSince = new();

    private const string Stopped = "SELECT l.id, s FROM outbound.lanes l CROSS JOIN unnest(l.stopped_jobs) s WHERE cardinality(l.stopped_jobs) > 0";

    // A paused job's due and waiting items are held; of a cancelled one, all end. One branch for each partial index: an IN over the
    // states would read the whole table.
    private const string SetAside = """
        WITH stopped AS (SELECT x.lane, j.id, j.status FROM unnest($1::uuid[], $2::uuid[]) x(lane, job) JOIN outbound.jobs j ON j.id = x.job AND (j.status IN ('paused', 'cancelled') OR j.over_budget)),
        due AS MATERIALIZED (
            SELECT i.id, s.status FROM stopped s CROSS JOIN LATERAL (
                SELECT z.id FROM outbound.job_items z WHERE z.lane_id = s.lane AND z.state = 0 AND z.job_id = s.id LIMIT $3 FOR UPDATE SKIP LOCKED) i),
        waits AS MATERIALIZED (
            SELECT i.id, s.status FROM stopped s CROSS JOIN LATERAL (
                SELECT z.id FROM outbound.job_items z WHERE z.state = 3 AND z.job_id = s.id AND (s.status = 'cancelled' OR z.due_at < 'infinity')
                 LIMIT $3 FOR UPDATE SKIP LOCKED) i),
        held AS MATERIALIZED (
            SELECT i.id, s.status FROM stopped s CROSS JOIN LATERAL (
                SELECT z.id FROM outbound.job_items z WHERE s.status = 'cancelled' AND z.state = 4 AND z.job_id = s.id LIMIT $3 FOR UPDATE SKIP LOCKED) i),
        u AS (
            UPDATE outbound.job_items i SET state = CASE p.status WHEN 'cancelled' THEN 2 ELSE 4 END, due_at = NULL,
                   outcome = CASE p.status WHEN 'cancelled' THEN 5 END, finished_at = CASE p.status WHEN 'cancelled' THEN now() END
              FROM (SELECT * FROM due UNION ALL SELECT * FROM waits UNION ALL SELECT * FROM held) p WHERE i.id = p.id RETURNING i.job_id)
        SELECT DISTINCT job_id FROM u
        """;

    // A paused job, or one over its budget, stays in the list until it goes on. A cancelled one leaves it when no batch of it, or of what feeds it, can still run.
    private const string Forget = """
        UPDATE outbound.lanes l SET stopped_jobs = ARRAY(
            SELECT s FROM unnest(l.stopped_jobs) s JOIN outbound.jobs j ON j.id = s
             WHERE (j.status = 'paused' OR (j.over_budget AND j.completed_at IS NULL AND j.status <> 'cancelled')) OR (j.status = 'cancelled' AND (j.completed_at > now() - interval '1 minute' OR s = ANY ($1))))
         WHERE cardinality(l.stopped_jobs) > 0 AND EXISTS (
            SELECT FROM unnest(l.stopped_jobs) s LEFT JOIN outbound.jobs j ON j.id = s
             WHERE j.status IS NULL OR (j.status NOT IN ('paused', 'cancelled') AND (NOT j.over_budget OR j.completed_at IS NOT NULL)) OR (j.status = 'cancelled' AND j.completed_at <= now() - interval '1 minute' AND s <> ALL ($1)))
        """;

    // What a job cannot do within its own budget ends as left out; it is looked at until it has ended.
    private const string EndAtLimit = "SELECT j FROM (SELECT j, outbound.end_at_limit(j, $2) n FROM unnest($1::uuid[]) j) e WHERE n IS NOT NULL";

    // Walks the held items from job to job, so that a large paused job costs no more than a small one.
    private const string BringBack = """
        WITH RECURSIVE w AS (
            (SELECT job_id FROM outbound.job_items WHERE state = 4 ORDER BY job_id LIMIT 1)
            UNION ALL
            SELECT (SELECT i.job_id FROM outbound.job_items i WHERE i.state = 4 AND i.job_id > w.job_id ORDER BY i.job_id LIMIT 1) FROM w WHERE w.job_id IS NOT NULL),
        p AS MATERIALIZED (
            SELECT i.id FROM w JOIN outbound.jobs j ON j.id = w.job_id AND j.status IN ('pending', 'processing') AND NOT j.over_budget CROSS JOIN LATERAL (
                SELECT z.id FROM outbound.job_items z WHERE z.job_id = j.id AND z.state = 4 LIMIT $1 FOR UPDATE SKIP LOCKED) i),
        u AS (UPDATE outbound.job_items i SET state = 0 FROM p WHERE i.id = p.id RETURNING i.lane_id)
        SELECT DISTINCT lane_id FROM u
        """;

    /// <summary>One step of each. Returns the lanes that have due items again.</summary>
    public async Task<List<Guid>> RunAsync(CancellationToken cancellationToken)
    {
        var stopped = await system.QueryAsync(Stopped, r => (Lane: r.GetGuid(0), Job: r.GetGuid(1)), cancellationToken);
        if (stopped.Count > 0)
            await SetAsideAsync(stopped, cancellationToken);
        else
            _quietSince.Clear();
        return await system.QueryAsync(BringBack, r => r.GetGuid(0), cancellationToken, Step);
    }

    private async Task SetAsideAsync(List<(Guid Lane, Guid Job)> stopped, CancellationToken cancellationToken)
    {
        var now = clock.GetTimestamp();
        var look = stopped.Where(s => !_quietSince.TryGetValue(s, out var since) || clock.GetElapsedTime(since, now) > LookAgain).ToArray();
        var ended = look.Length == 0 ? [] : await system.QueryAsync(EndAtLimit, r => r.GetGuid(0), cancellationToken, look.Select(s => s.Job).ToArray(), Step);
        var moved = look.Length == 0 ? [] : await system.QueryAsync(SetAside, r => r.GetGuid(0), cancellationToken,
            look.Select(s => s.Lane).ToArray(), look.Select(s => s.Job).ToArray(), Step);
        foreach (var quiet in look.Where(s => !moved.Contains(s.Job) && !ended.Contains(s.Job)))
            _quietSince[quiet] = now;
        foreach (var gone in _quietSince.Keys.Except(stopped).ToArray())
            _quietSince.TryRemove(gone, out _);
        await system.ExecuteAsync(Forget, cancellationToken, moved.ToArray());
    }
}
