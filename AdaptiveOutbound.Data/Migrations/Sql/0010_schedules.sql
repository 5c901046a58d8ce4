-- Row-level security of the new tables of workspaces.
DO $$
DECLARE
    t text;
    mine text := 'workspace_id = (SELECT nullif(current_setting(''app.workspace_id'', true), '''')::uuid)';
BEGIN
    FOREACH t IN ARRAY ARRAY['schedules', 'schedule_runs', 'changed_records', 'provider_counts'] LOOP
        EXECUTE format('ALTER TABLE outbound.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE outbound.%I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY tenant ON outbound.%I FOR ALL TO outbound_app USING (%s) WITH CHECK (%s)', t, mine, mine);
        EXECUTE format('CREATE POLICY system ON outbound.%I FOR ALL TO outbound_system USING (true) WITH CHECK (true)', t);
        EXECUTE format('CREATE POLICY owner ON outbound.%I FOR ALL TO outbound_owner USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON outbound.%I TO outbound_app', t);
    END LOOP;
END $$;

-- Workers look for what is due and mirror it to Hangfire; what a schedule is about they read as the app, in its workspace.
GRANT SELECT (id, workspace_id, name, cron, time_zone, enabled, due_at, next_run_at, revision, mirrored) ON outbound.schedules TO outbound_system;
GRANT UPDATE (mirrored) ON outbound.schedules TO outbound_system;
GRANT SELECT ON outbound.changed_records TO outbound_system;
GRANT SELECT, INSERT, UPDATE ON outbound.maintenance TO outbound_system;
GRANT SELECT ON outbound.maintenance TO outbound_app;

GRANT SELECT (schedule_id) ON outbound.jobs TO outbound_system;

-- Ends, as left out, records of a job that has spent its own budget; how many. Null of one that has not, or waits for a limit of its workspace.
CREATE FUNCTION outbound.end_at_limit(p_job uuid, p_most int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = outbound, pg_temp AS $$
DECLARE
    j outbound.jobs;
    n int;
    closes boolean;
BEGIN
    SELECT x.* INTO j FROM outbound.jobs x JOIN outbound.workspace_settings s ON s.workspace_id = x.workspace_id
     WHERE x.id = p_job AND x.over_budget AND x.completed_at IS NULL AND x.status IN ('pending', 'processing')
       AND x.max_credits <= coalesce(s.credits_per_job, x.max_credits);
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    WITH due AS MATERIALIZED (SELECT id FROM outbound.job_items WHERE lane_id = j.lane_id AND state = 0 AND job_id = p_job LIMIT p_most FOR UPDATE SKIP LOCKED),
    waits AS MATERIALIZED (SELECT id FROM outbound.job_items WHERE state = 3 AND due_at < 'infinity' AND job_id = p_job LIMIT p_most FOR UPDATE SKIP LOCKED),
    held AS MATERIALIZED (SELECT id FROM outbound.job_items WHERE state = 4 AND job_id = p_job LIMIT p_most FOR UPDATE SKIP LOCKED),
    p AS (SELECT id FROM due UNION ALL SELECT id FROM waits UNION ALL SELECT id FROM held)
    UPDATE outbound.job_items i SET state = 2, outcome = 4, due_at = NULL, finished_at = now(),
           error_code = 'budget_spent', error_message = 'The job had spent its budget before the turn of this record.'
      FROM p WHERE i.id = p.id;
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n = 0 THEN
        RETURN 0;
    END IF;
    UPDATE outbound.jobs SET processed = processed + n, skipped = skipped + n, open_items = open_items - n,
           over_budget = open_items > n, started_at = coalesce(started_at, now()), status = 'processing'
     WHERE id = p_job RETURNING open_items <= 0 AND completed_at IS NULL INTO closes;
    IF closes THEN
        PERFORM outbound.close_job(p_job);
        PERFORM outbound.start_followers(p_job);
    END IF;
    RETURN n;
END $$;
REVOKE EXECUTE ON FUNCTION outbound.end_at_limit(uuid, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outbound.end_at_limit(uuid, int) TO outbound_system;
