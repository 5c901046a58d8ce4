DROP INDEX outbound.lookups_ledger;
REVOKE SELECT (workspace_id, time_zone) ON outbound.workspace_settings FROM outbound_system;
REVOKE SELECT (workspace_id, provider, day) ON outbound.usage_daily, outbound.provider_counts FROM outbound_system;

-- Takes back what a dead worker had: its chunk is lost for good, its items are due again or, after the last attempt, parked.
CREATE OR REPLACE FUNCTION outbound.rescue_chunk(p_chunk uuid) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = outbound, pg_temp AS $$
DECLARE
    c outbound.chunks;
    taken int := 0;
    fresh boolean;
    closes boolean;
    j record;
BEGIN
    UPDATE outbound.chunks SET status = 'lost', finished_at = now()
     WHERE id = p_chunk AND status IN ('queued', 'processing') RETURNING * INTO c;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    -- The calls that it had out may have been charged: they stay counted, and are asked again once.
    WITH u AS (
        UPDATE outbound.provider_lookups SET state = 4, credits_charged = credits_reserved, settled_at = now(), error_code = 'worker_lost'
         WHERE chunk_id = p_chunk AND state = 0 RETURNING job_id, workspace_id, provider, credits_reserved),
    d AS (
        INSERT INTO outbound.usage_daily (workspace_id, provider, day, calls, lookups, matched, cache_hits, credits)
        SELECT workspace_id, provider, outbound.today_of(workspace_id), 0, count(*), 0, 0, CASE provider WHEN 'sandbox' THEN 0 ELSE sum(credits_reserved) END FROM u GROUP BY 1, 2
        ON CONFLICT (workspace_id, provider, day) DO UPDATE
           SET lookups = usage_daily.lookups + excluded.lookups, credits = usage_daily.credits + excluded.credits)
    UPDATE outbound.jobs SET unknown = unknown + n, credits = jobs.credits + s.sum
      FROM (SELECT job_id, count(*) n, sum(credits_reserved) FROM u GROUP BY 1) s WHERE jobs.id = s.job_id;
    FOR j IN
        WITH u AS (
            UPDATE outbound.job_items i
               SET rescues = i.rescues + 1, chunk_id = NULL,
                   state = CASE WHEN i.attempts >= b.max_attempts THEN 2 ELSE 0 END,
                   rank = CASE WHEN i.rescues >= 1 THEN -2 ELSE -1 END,
                   outcome = CASE WHEN i.attempts >= b.max_attempts THEN 6 END,
                   finished_at = CASE WHEN i.attempts >= b.max_attempts THEN now() END,
                   error_code = CASE WHEN i.attempts >= b.max_attempts THEN 'worker_lost' END,
                   error_message = CASE WHEN i.attempts >= b.max_attempts THEN 'Each of its attempts ended with the death of the worker.' END
              FROM outbound.jobs b WHERE i.chunk_id = p_chunk AND i.state = 1 AND b.id = i.job_id
            RETURNING i.job_id, i.state, i.attempts)
        SELECT job_id, count(*)::int n, count(*) FILTER (WHERE state = 2)::int dead, max(attempts) top FROM u GROUP BY job_id ORDER BY job_id
    LOOP
        taken := taken + j.n;
        UPDATE outbound.jobs SET attempts = greatest(attempts, j.top), processed = processed + j.dead, failed = failed + j.dead,
               dead_letters = dead_letters + j.dead, open_items = open_items - j.dead, started_at = coalesce(started_at, now()),
               status = CASE WHEN status = 'pending' THEN 'processing' ELSE status END
          FROM (SELECT id, started_at IS NULL AS fresh FROM outbound.jobs WHERE id = j.job_id FOR NO KEY UPDATE) was
         WHERE jobs.id = was.id RETURNING was.fresh, open_items <= 0 AND completed_at IS NULL INTO fresh, closes;
        INSERT INTO outbound.job_logs (workspace_id, job_id, level, event, message, metadata)
        SELECT c.workspace_id, j.job_id, 'info', 'started', 'Job started', NULL WHERE fresh
        UNION ALL
        SELECT c.workspace_id, j.job_id, 'warning', 'rescued', 'A worker died: its items were taken back',
               jsonb_build_object('chunkId', p_chunk, 'items', j.n, 'deadLetters', j.dead);
        IF j.dead > 0 AND closes THEN
            PERFORM outbound.close_job(j.job_id);
            PERFORM outbound.start_followers(j.job_id);
        END IF;
    END LOOP;
    -- Last: whoever steers jobs locks lanes after jobs.
    IF taken > 0 THEN
        UPDATE outbound.lanes SET careful = true WHERE id = c.lane_id;
    END IF;
    RETURN taken;
END $$;
