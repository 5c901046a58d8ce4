DO $$
DECLARE
    t text;
    mine text := 'workspace_id = (SELECT nullif(current_setting(''app.workspace_id'', true), '''')::uuid)';
BEGIN
    FOREACH t IN ARRAY ARRAY['workspace_members', 'invitations', 'audit_events', 'idempotency_keys'] LOOP
        EXECUTE format('ALTER TABLE outbound.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE outbound.%I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY tenant ON outbound.%I FOR ALL TO outbound_app USING (%s) WITH CHECK (%s)', t, mine, mine);
        EXECUTE format('CREATE POLICY system ON outbound.%I FOR ALL TO outbound_system USING (true) WITH CHECK (true)', t);
        EXECUTE format('CREATE POLICY owner ON outbound.%I FOR ALL TO outbound_owner USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbound.workspace_members, outbound.invitations, outbound.idempotency_keys TO outbound_app;
-- The audit log is only added to.
GRANT SELECT, INSERT ON outbound.audit_events TO outbound_app;
-- People belong to the installation and not to a workspace: Identity's stores read and write them.
GRANT SELECT, INSERT, UPDATE, DELETE ON outbound.users, outbound.user_claims, outbound.user_logins, outbound.user_tokens, outbound.user_passkeys TO outbound_app;

-- The workspaces of a user, found before one is chosen. By name, at most 1,000.
CREATE FUNCTION outbound.memberships_of(p_user uuid) RETURNS TABLE (workspace_id uuid, slug text, name text, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = outbound, pg_temp AS $$
    SELECT w.id, w.slug, w.name, m.role FROM outbound.workspace_members m JOIN outbound.workspaces w ON w.id = m.workspace_id
     WHERE m.user_id = p_user ORDER BY w.name, w.id LIMIT 1000
$$;

-- An invitation that may be used now, found before its workspace is known.
CREATE FUNCTION outbound.invitation_by_hash(p_hash bytea) RETURNS TABLE (id uuid, workspace_id uuid, workspace_name text, email text, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = outbound, pg_temp AS $$
    SELECT i.id, i.workspace_id, w.name, i.email, i.role FROM outbound.invitations i JOIN outbound.workspaces w ON w.id = i.workspace_id
     WHERE i.hash = p_hash AND i.accepted_at IS NULL AND i.expires_at > now()
$$;
REVOKE EXECUTE ON FUNCTION outbound.memberships_of(uuid), outbound.invitation_by_hash(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outbound.memberships_of(uuid), outbound.invitation_by_hash(bytea) TO outbound_app;

-- Names are searched by prefix, whatever their case.
CREATE INDEX accounts_name_prefix ON outbound.accounts (workspace_id, lower(name) COLLATE "C", id) WHERE name IS NOT NULL;
CREATE INDEX contacts_full_name_prefix ON outbound.contacts
    (workspace_id, (lower(coalesce(fields ->> 'first_name', '') || ' ' || coalesce(fields ->> 'last_name', '')) COLLATE "C"), id);
CREATE INDEX contacts_last_name_prefix ON outbound.contacts (workspace_id, (lower(fields ->> 'last_name') COLLATE "C"), id) WHERE fields ? 'last_name';

-- What was removed and whose rows go in steps: a job (its id), or a whole workspace (the workspace's id).
CREATE TABLE outbound.removals (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE outbound.removals ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbound.removals FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON outbound.removals FOR ALL TO outbound_app
    USING (workspace_id = (SELECT nullif(current_setting('app.workspace_id', true), '')::uuid))
    WITH CHECK (workspace_id = (SELECT nullif(current_setting('app.workspace_id', true), '')::uuid));
CREATE POLICY system ON outbound.removals FOR ALL TO outbound_system USING (true) WITH CHECK (true);
CREATE POLICY owner ON outbound.removals FOR ALL TO outbound_owner USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON outbound.removals TO outbound_app;
GRANT SELECT ON outbound.removals TO outbound_system;

-- Ended items by job: the chunks that took them, and what a removal takes.
CREATE INDEX job_items_ended ON outbound.job_items (job_id, chunk_id) WHERE state = 2;

-- Takes at most p_most items of these jobs; when none are left, their log lines. Returns how many rows went.
CREATE FUNCTION outbound.remove_items(p_jobs uuid[], p_most int) RETURNS int
LANGUAGE plpgsql SET search_path = outbound, pg_temp AS $$
DECLARE
    n int;
    gone int := 0;
    job uuid;
BEGIN
    DELETE FROM outbound.job_items WHERE ctid = ANY (ARRAY(
        SELECT i.ctid FROM unnest(p_jobs) j(id) CROSS JOIN LATERAL (
            SELECT x.ctid FROM outbound.job_items x WHERE x.job_id = j.id AND x.state = 2 LIMIT p_most) i LIMIT p_most));
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n > 0 THEN RETURN n; END IF;
    DELETE FROM outbound.job_items WHERE ctid = ANY (ARRAY(
        SELECT i.ctid FROM unnest(p_jobs) j(id) CROSS JOIN LATERAL (
            SELECT x.ctid FROM outbound.job_items x WHERE x.job_id = j.id AND x.record_id IS NOT NULL LIMIT p_most) i LIMIT p_most));
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n > 0 THEN RETURN n; END IF;
    FOREACH job IN ARRAY p_jobs LOOP
        DELETE FROM outbound.job_logs WHERE job_id = job
           AND id <= (SELECT max(l.id) FROM (SELECT x.id FROM outbound.job_logs x WHERE x.job_id = job ORDER BY x.id LIMIT p_most) l);
        GET DIAGNOSTICS n = ROW_COUNT;
        gone := gone + n;
        EXIT WHEN gone >= p_most;
    END LOOP;
    RETURN gone;
END $$;

-- One step of a removal, with at most p_most rows of a table. Returns how many went, 0 when all is gone, null when running chunks must
-- end first or somebody else is at it. A workspace's jobs go first, then every other table that has a workspace_id, then the workspace.
CREATE FUNCTION outbound.remove_step(p_id uuid, p_most int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = outbound, pg_temp SET enable_seqscan = off AS $$
DECLARE
    r outbound.removals;
    some_jobs uuid[];
    other uuid;
    t record;
    n int;
BEGIN
    SELECT * INTO r FROM outbound.removals WHERE id = p_id FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN RETURN NULL; END IF;
    IF r.id <> r.workspace_id THEN
        n := outbound.remove_items(ARRAY[r.id], p_most);
        IF n = 0 THEN DELETE FROM outbound.removals WHERE id = r.id; END IF;
        RETURN n;
    END IF;
    SELECT id INTO other FROM outbound.removals WHERE workspace_id = r.workspace_id AND id <> r.id LIMIT 1;
    IF FOUND THEN
        n := outbound.remove_step(other, p_most);
        RETURN CASE n WHEN 0 THEN 1 ELSE n END;
    END IF;
    UPDATE outbound.lanes SET paused = true WHERE workspace_id = r.workspace_id AND NOT paused;
    UPDATE outbound.chunks SET status = 'lost', finished_at = now()
     WHERE lane_id IN (SELECT id FROM outbound.lanes WHERE workspace_id = r.workspace_id) AND status IN ('queued', 'processing')
       AND (status = 'queued' OR lease_until < now());
    IF EXISTS (SELECT FROM outbound.lanes l JOIN outbound.chunks c ON c.lane_id = l.id AND c.status IN ('queued', 'processing') WHERE l.workspace_id = r.workspace_id) THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(j.id) INTO some_jobs FROM (SELECT id FROM outbound.jobs WHERE workspace_id = r.workspace_id ORDER BY id LIMIT 1000) j;
    IF some_jobs IS NOT NULL THEN
        n := outbound.remove_items(some_jobs, p_most);
        IF n > 0 THEN RETURN n; END IF;
        DELETE FROM outbound.jobs WHERE id = ANY (some_jobs);
        RETURN cardinality(some_jobs);
    END IF;
    -- Items without a record that had not ended, as those of imports and exports: found by their states.
    DELETE FROM outbound.job_items WHERE ctid = ANY (ARRAY(
        SELECT i.ctid FROM outbound.lanes l CROSS JOIN LATERAL (SELECT x.ctid FROM outbound.job_items x WHERE x.lane_id = l.id AND x.state = 0 LIMIT p_most) i
         WHERE l.workspace_id = r.workspace_id LIMIT p_most));
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n > 0 THEN RETURN n; END IF;
    DELETE FROM outbound.job_items WHERE ctid = ANY (ARRAY(
        (SELECT x.ctid FROM outbound.job_items x WHERE x.workspace_id = r.workspace_id AND x.state = 1 LIMIT p_most)
        UNION ALL (SELECT x.ctid FROM outbound.job_items x WHERE x.workspace_id = r.workspace_id AND x.state = 3 LIMIT p_most)
        UNION ALL (SELECT x.ctid FROM outbound.job_items x WHERE x.workspace_id = r.workspace_id AND x.state = 4 LIMIT p_most)));
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n > 0 THEN RETURN n; END IF;
    FOR t IN
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
         WHERE c.relnamespace = 'outbound'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
           AND c.relname NOT IN ('audit_events', 'removals', 'jobs', 'job_items') ORDER BY c.relname = 'lanes', c.relname
    LOOP
        -- Parts of files are large: a step takes few of them.
        EXECUTE format('DELETE FROM outbound.%I WHERE ctid = ANY (ARRAY(SELECT ctid FROM outbound.%I WHERE workspace_id = $1 LIMIT $2))', t.relname, t.relname)
          USING r.workspace_id, CASE t.relname WHEN 'file_parts' THEN least(p_most, 100) ELSE p_most END;
        GET DIAGNOSTICS n = ROW_COUNT;
        IF n > 0 THEN RETURN n; END IF;
    END LOOP;
    DELETE FROM outbound.workspaces WHERE id = r.workspace_id;
    DELETE FROM outbound.removals WHERE id = r.id;
    RETURN 0;
END $$;
REVOKE EXECUTE ON FUNCTION outbound.remove_items(uuid[], int), outbound.remove_step(uuid, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outbound.remove_step(uuid, int) TO outbound_system;
