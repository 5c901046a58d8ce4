-- Row-level security: a login of the app sees the rows of the workspace named in its transaction, and none when it names none.
DO $$
DECLARE
    t text;
    mine text := 'workspace_id = (SELECT nullif(current_setting(''app.workspace_id'', true), '''')::uuid)';
BEGIN
    FOR t IN
        SELECT c.relname FROM pg_class c
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
         WHERE c.relnamespace = 'outbound'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    LOOP
        EXECUTE format('ALTER TABLE outbound.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE outbound.%I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY tenant ON outbound.%I FOR ALL TO outbound_app USING (%s) WITH CHECK (%s)', t, mine, mine);
        EXECUTE format('CREATE POLICY system ON outbound.%I FOR ALL TO outbound_system USING (true) WITH CHECK (true)', t);
        EXECUTE format('CREATE POLICY owner ON outbound.%I FOR ALL TO outbound_owner USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON outbound.%I TO outbound_app', t);
    END LOOP;
END $$;

-- The workspace itself has no workspace_id: its own id is the tenant.
ALTER TABLE outbound.workspaces ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbound.workspaces FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON outbound.workspaces FOR ALL TO outbound_app
    USING (id = (SELECT nullif(current_setting('app.workspace_id', true), '')::uuid))
    WITH CHECK (id = (SELECT nullif(current_setting('app.workspace_id', true), '')::uuid));
CREATE POLICY system ON outbound.workspaces FOR ALL TO outbound_system USING (true) WITH CHECK (true);
CREATE POLICY owner ON outbound.workspaces FOR ALL TO outbound_owner USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON outbound.workspaces TO outbound_app;

GRANT USAGE ON SCHEMA outbound TO outbound_app, outbound_system;
GRANT SELECT, INSERT, UPDATE ON outbound.rate_limits TO outbound_app, outbound_system;
GRANT SELECT ON outbound.deployment TO outbound_app, outbound_system;
GRANT SELECT ON outbound."__EFMigrationsHistory" TO outbound_app, outbound_system;

-- The system role moves work and never sees what the work is about: no payloads, keys, answers or record fields.
GRANT SELECT (id, slug, name) ON outbound.workspaces TO outbound_system;
GRANT SELECT, INSERT, UPDATE ON outbound.lanes, outbound.chunks TO outbound_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbound.lane_wakes TO outbound_system;
GRANT SELECT (id, workspace_id, job_id, lane_id, state, rank, due_at, chunk_id, attempts, rescues, outcome, finished_at) ON outbound.job_items TO outbound_system;
GRANT UPDATE (state, due_at, outcome, finished_at, chunk_id) ON outbound.job_items TO outbound_system;
GRANT SELECT (id, workspace_id, type, name, queue, priority, status, lane_id, open_items, total, processed, failed, attempts, origin_id, leads_to,
              created_at, scheduled_for, started_at, completed_at, next_retry_at) ON outbound.jobs TO outbound_system;
GRANT UPDATE (status, open_items, next_retry_at) ON outbound.jobs TO outbound_system;
GRANT INSERT ON outbound.job_logs TO outbound_system;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA outbound FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outbound.fence, outbound.start_followers, outbound.close_job, outbound.closed_status, outbound.workspace_by_slug TO outbound_app;
GRANT EXECUTE ON FUNCTION outbound.window_room, outbound.window_add, outbound.window_less, outbound.window_used, outbound.return_permits, outbound.lease_permits, outbound.observe_limits TO outbound_app, outbound_system;
GRANT EXECUTE ON FUNCTION outbound.rescue_chunk, outbound.ensure_log_partitions, outbound.workspace_by_slug TO outbound_system;
