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
