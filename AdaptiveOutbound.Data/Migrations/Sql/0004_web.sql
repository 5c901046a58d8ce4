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

-- Records are searched by prefix and sorted by name, whatever the case. Columns and not indexes on expressions: row-level security
-- lets no index be used by a condition that calls lower(), which PostgreSQL does not count as leakproof; comparing texts it does.
-- An index takes no row of more than 2.7 kB, and no longer text is searched for: the first 200 characters count.
ALTER TABLE outbound.accounts ADD COLUMN sort_name text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (coalesce(lower(left(fields ->> 'name', 200)), domain, linkedin_slug, '')) STORED;
ALTER TABLE outbound.contacts ADD COLUMN sort_name text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (coalesce(nullif(btrim(lower(left(coalesce(fields ->> 'first_name', '') || ' ' || coalesce(fields ->> 'last_name', ''), 200))), ''), email, linkedin_slug, '')) STORED;
ALTER TABLE outbound.contacts ADD COLUMN sort_last_name text COLLATE "C" GENERATED ALWAYS AS (lower(left(fields ->> 'last_name', 200))) STORED;
CREATE INDEX accounts_name_prefix ON outbound.accounts (workspace_id, sort_name, id);
CREATE INDEX contacts_full_name_prefix ON outbound.contacts (workspace_id, sort_name, id);
CREATE INDEX contacts_last_name_prefix ON outbound.contacts (workspace_id, sort_last_name, id) WHERE sort_last_name IS NOT NULL;
-- The end of lists that are sorted by domain or e-mail.
CREATE INDEX accounts_no_domain ON outbound.accounts (workspace_id, id) WHERE domain IS NULL;
CREATE INDEX contacts_no_email ON outbound.contacts (workspace_id, id) WHERE email IS NULL;

-- Whoever follows jobs hears of each change when it commits, whoever made it: "workspace:job", or "workspace:" when many changed at once.
CREATE FUNCTION outbound.announce_jobs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM (SELECT FROM changed LIMIT 21) c) > 20 THEN
        PERFORM pg_notify('outbound_jobs', workspace_id || ':') FROM (SELECT DISTINCT workspace_id FROM changed) w;
    ELSE
        PERFORM pg_notify('outbound_jobs', workspace_id || ':' || id) FROM changed;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER announce_inserted AFTER INSERT ON outbound.jobs REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION outbound.announce_jobs();
CREATE TRIGGER announce_updated AFTER UPDATE ON outbound.jobs REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION outbound.announce_jobs();
CREATE TRIGGER announce_deleted AFTER DELETE ON outbound.jobs REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION outbound.announce_jobs();

-- Why a lane rests is part of what its jobs say of themselves.
CREATE FUNCTION outbound.announce_lane() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('outbound_jobs', NEW.workspace_id || ':');
    RETURN NULL;
END $$;
CREATE TRIGGER announce_rest AFTER UPDATE OF waiting_until, waiting_reason, paused ON outbound.lanes FOR EACH ROW
    WHEN (OLD.waiting_reason IS DISTINCT FROM NEW.waiting_reason OR OLD.waiting_until IS DISTINCT FROM NEW.waiting_until OR OLD.paused <> NEW.paused)
    EXECUTE FUNCTION outbound.announce_lane();
REVOKE EXECUTE ON FUNCTION outbound.announce_jobs(), outbound.announce_lane() FROM PUBLIC;
