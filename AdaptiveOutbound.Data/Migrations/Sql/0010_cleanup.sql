-- What is too old goes in steps: functions of the owner, which may delete what the app may only add to. Ids say when their rows were
-- made, so primary keys lead to what is old. Each step looks at few rows, from where the one before had ended.

-- The smallest id that a row of this time can have (version 7).
CREATE FUNCTION outbound.first_id_at(p_at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(floor(extract(epoch FROM p_at) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;

-- Which of these jobs may go: those that ended before p_before, whose chain has ended too (others of it read their rows), and that no
-- lane sets aside any more. They are locked.
CREATE FUNCTION outbound.cleanup_ended(p_jobs uuid[], p_before timestamptz) RETURNS uuid[]
LANGUAGE sql SET search_path = outbound, pg_temp AS $$
    WITH RECURSIVE chain AS (
        SELECT j.id AS root, j.id, j.origin_id, j.leads_to, j.completed_at FROM unnest(p_jobs) s(id) JOIN outbound.jobs j ON j.id = s.id WHERE j.completed_at < p_before
        UNION
        SELECT c.root, n.* FROM chain c CROSS JOIN LATERAL (
            SELECT j.id, j.origin_id, j.leads_to, j.completed_at FROM outbound.jobs j WHERE j.id = c.origin_id
            UNION ALL SELECT j.id, j.origin_id, j.leads_to, j.completed_at FROM outbound.jobs j WHERE j.id = c.leads_to
            UNION ALL SELECT j.id, j.origin_id, j.leads_to, j.completed_at FROM outbound.jobs j WHERE j.origin_id = c.id) n),
    ended AS MATERIALIZED (SELECT root FROM chain GROUP BY root HAVING bool_and(completed_at IS NOT NULL)),
    locked AS (
        SELECT j.id FROM outbound.jobs j WHERE j.id = ANY (ARRAY(SELECT root FROM ended)) AND j.completed_at < p_before
           AND NOT EXISTS (SELECT FROM outbound.lanes l WHERE l.workspace_id = j.workspace_id AND j.id = ANY (l.stopped_jobs))
         ORDER BY j.id FOR UPDATE OF j SKIP LOCKED)
    SELECT array_agg(id) FROM locked
$$;

-- Jobs of these, with their items and what is left of their logs. With more than ten rows a job it returns to the same place: last is p_after.
CREATE FUNCTION outbound.cleanup_jobs(p_seen uuid[], p_before timestamptz, p_after uuid, p_most int, INOUT last uuid, OUT gone int, OUT parts int)
LANGUAGE plpgsql SET search_path = outbound, pg_temp AS $$
DECLARE
    rows_at_most int := p_most * 10;
    ended uuid[] := outbound.cleanup_ended(p_seen, p_before);
    n int;
BEGIN
    gone := 0;
    parts := 0;
    IF ended IS NULL THEN RETURN; END IF;
    DELETE FROM outbound.job_items WHERE ctid = ANY (ARRAY(
        SELECT i.ctid FROM unnest(ended) j(id) CROSS JOIN LATERAL (
            SELECT x.ctid FROM outbound.job_items x WHERE x.job_id = j.id AND x.state = 2 LIMIT rows_at_most) i LIMIT rows_at_most));
    GET DIAGNOSTICS parts = ROW_COUNT;
    IF parts < rows_at_most THEN
        DELETE FROM outbound.job_items WHERE ctid = ANY (ARRAY(
            SELECT i.ctid FROM unnest(ended) j(id) CROSS JOIN LATERAL (
                SELECT x.ctid FROM outbound.job_items x WHERE x.job_id = j.id AND x.record_id IS NOT NULL LIMIT rows_at_most) i LIMIT rows_at_most));
        GET DIAGNOSTICS n = ROW_COUNT;
        parts := parts + n;
    END IF;
    IF parts < rows_at_most THEN
        DELETE FROM outbound.job_logs l USING (
            SELECT x.job_id, x.id FROM unnest(ended) j(id) CROSS JOIN LATERAL (
                SELECT y.job_id, y.id FROM outbound.job_logs y WHERE y.job_id = j.id ORDER BY y.id LIMIT rows_at_most) x LIMIT rows_at_most) old
         WHERE l.job_id = old.job_id AND l.id = old.id;
        GET DIAGNOSTICS n = ROW_COUNT;
        parts := parts + n;
    END IF;
    IF parts >= rows_at_most THEN
        last := p_after;
        RETURN;
    END IF;
    DELETE FROM outbound.jobs WHERE id = ANY (ended);
    GET DIAGNOSTICS gone = ROW_COUNT;
END $$;

-- Files of these: those of the kinds that are older than p_before or have expired, and that no open job reads or writes. A step takes at
-- most 100 parts, which are large.
CREATE FUNCTION outbound.cleanup_files(p_seen uuid[], p_kinds text[], p_before timestamptz, p_now timestamptz, p_after uuid, INOUT last uuid, OUT gone int, OUT parts int)
LANGUAGE plpgsql SET search_path = outbound, pg_temp AS $$
DECLARE
    old uuid[];
    used text[];
BEGIN
    gone := 0;
    parts := 0;
    SELECT array_agg(f.id) INTO old FROM outbound.files f WHERE f.id = ANY (p_seen) AND f.kind = ANY (p_kinds) AND (f.created_at < p_before OR f.expires_at < p_now);
    IF old IS NULL THEN RETURN; END IF;
    SELECT array_agg(u.id) INTO used FROM (SELECT DISTINCT workspace_id FROM outbound.files WHERE id = ANY (old)) w
      JOIN outbound.jobs j ON j.workspace_id = w.workspace_id AND j.completed_at IS NULL AND j.type IN ('import_csv', 'export_data', 'undo_import')
     CROSS JOIN LATERAL (VALUES (j.payload ->> 'fileId'), (j.result ->> 'fileId'), (j.result ->> 'errorsFileId')) u(id) WHERE u.id IS NOT NULL;
    old := ARRAY(SELECT o.id FROM unnest(old) o(id) WHERE o.id::text <> ALL (coalesce(used, '{}')));
    DELETE FROM outbound.file_parts WHERE ctid = ANY (ARRAY(
        SELECT p.ctid FROM outbound.files f CROSS JOIN LATERAL (
            SELECT x.ctid FROM outbound.file_parts x WHERE x.workspace_id = f.workspace_id AND x.file_id = f.id LIMIT 100) p
         WHERE f.id = ANY (old) LIMIT 100));
    GET DIAGNOSTICS parts = ROW_COUNT;
    IF parts >= 100 THEN
        last := p_after;
        RETURN;
    END IF;
    DELETE FROM outbound.files WHERE id = ANY (old);
    GET DIAGNOSTICS gone = ROW_COUNT;
END $$;

-- Answers among these lookups that the freshness of their workspace has outlived: the lookup stays, as what was asked and paid.
CREATE FUNCTION outbound.cleanup_answers(p_seen uuid[], p_workspace uuid, p_now timestamptz) RETURNS int
LANGUAGE plpgsql SET search_path = outbound, pg_temp AS $$
DECLARE
    n int;
BEGIN
    UPDATE outbound.provider_lookups SET answer = NULL WHERE id = ANY (ARRAY(
        SELECT l.id FROM outbound.provider_lookups l LEFT JOIN outbound.workspace_settings w ON w.workspace_id = l.workspace_id
         WHERE l.id = ANY (p_seen) AND l.answer IS NOT NULL AND l.state + 0 IN (1, 2) AND (p_workspace IS NULL OR l.workspace_id = p_workspace)
           AND l.asked_at <= p_now - make_interval(days => CASE l.state
               WHEN 1 THEN greatest(coalesce(w.match_days, 90), w.account_match_days, w.contact_match_days)
               ELSE greatest(coalesce(w.no_match_days, 14), w.account_no_match_days, w.contact_no_match_days) END)));
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END $$;

-- One step about one kind of data, of one workspace or of all. It looks at p_most rows behind p_after. gone: rows that went; parts: rows
-- that went with them; last: where the next step goes on, null when nothing is left to look at.
CREATE FUNCTION outbound.cleanup_step(p_what text, p_workspace uuid, p_before timestamptz, p_now timestamptz, p_after uuid, p_most int,
                                      OUT gone int, OUT parts int, OUT last uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = outbound, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    t text := CASE p_what WHEN 'jobs' THEN 'jobs' WHEN 'chunks' THEN 'chunks' WHEN 'scheduleRuns' THEN 'schedule_runs' WHEN 'answers' THEN 'provider_lookups'
              WHEN 'lookups' THEN 'provider_lookups' WHEN 'exports' THEN 'files' WHEN 'uploads' THEN 'files' WHEN 'auditEvents' THEN 'audit_events' END;
    of_workspace boolean := p_workspace IS NOT NULL AND p_what IN ('jobs', 'exports', 'uploads', 'auditEvents');
    seen uuid[];
BEGIN
    gone := 0;
    parts := 0;
    IF p_what = 'idempotencyKeys' THEN
        EXECUTE format('DELETE FROM outbound.idempotency_keys WHERE ctid = ANY (ARRAY(SELECT ctid FROM outbound.idempotency_keys WHERE expires_at < $1 %s LIMIT $3))',
            CASE WHEN p_workspace IS NULL THEN '' ELSE 'AND workspace_id = $2' END) USING p_now, p_workspace, p_most;
    ELSIF p_what = 'logs' THEN
        -- Those that no month's partition took. There is no index to find them by, and hardly ever one of them.
        DELETE FROM outbound.job_logs_default WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM outbound.job_logs_default WHERE created_at < p_before AND (p_workspace IS NULL OR workspace_id = p_workspace) LIMIT p_most));
    ELSIF t IS NULL THEN
        RAISE EXCEPTION 'there is nothing to clean up that is called %', p_what;
    END IF;
    IF t IS NULL THEN
        GET DIAGNOSTICS gone = ROW_COUNT;
        last := CASE WHEN gone >= p_most THEN p_after END;
        RETURN;
    END IF;
    -- Files may be kept for less than they were promised, or more: all are looked at.
    EXECUTE format('SELECT array_agg(id ORDER BY id) FROM (SELECT id FROM outbound.%I WHERE %s id > $2 AND id < outbound.first_id_at($3) ORDER BY %s id LIMIT $4) s',
        t, CASE WHEN of_workspace THEN 'workspace_id = $1 AND' ELSE '' END, CASE WHEN of_workspace THEN 'workspace_id,' ELSE '' END)
       INTO seen USING p_workspace, p_after, CASE t WHEN 'files' THEN p_now ELSE p_before END, p_most;
    IF seen IS NULL THEN RETURN; END IF;
    last := CASE WHEN cardinality(seen) = p_most THEN seen[p_most] END;
    CASE p_what
        WHEN 'jobs' THEN SELECT c.last, c.gone, c.parts INTO last, gone, parts FROM outbound.cleanup_jobs(seen, p_before, p_after, p_most, last) c;
        WHEN 'exports' THEN SELECT c.last, c.gone, c.parts INTO last, gone, parts FROM outbound.cleanup_files(seen, ARRAY['export', 'errors'], p_before, p_now, p_after, last) c;
        WHEN 'uploads' THEN SELECT c.last, c.gone, c.parts INTO last, gone, parts FROM outbound.cleanup_files(seen, ARRAY['upload'], p_before, p_now, p_after, last) c;
        WHEN 'answers' THEN gone := outbound.cleanup_answers(seen, p_workspace, p_now);
        WHEN 'chunks' THEN
            DELETE FROM outbound.chunks WHERE id = ANY (seen) AND status IN ('finished', 'lost') AND finished_at < p_before AND (p_workspace IS NULL OR workspace_id = p_workspace);
            GET DIAGNOSTICS gone = ROW_COUNT;
        WHEN 'lookups' THEN
            -- What is in flight or unknown stays: it may be settled yet, or paid.
            DELETE FROM outbound.provider_lookups WHERE id = ANY (seen) AND state + 0 NOT IN (0, 4) AND (p_workspace IS NULL OR workspace_id = p_workspace);
            GET DIAGNOSTICS gone = ROW_COUNT;
        ELSE
            EXECUTE format('DELETE FROM outbound.%I WHERE id = ANY ($1) AND ($2 IS NULL OR workspace_id = $2)', t) USING seen, p_workspace;
            GET DIAGNOSTICS gone = ROW_COUNT;
    END CASE;
END $$;

-- Drops the oldest month of the logs whose every line is older than p_before. 1: it went; 0: there is none; null: it could not be locked
-- at once. Who writes logs waits behind this lock, so it is given up after a fifth of a second.
CREATE FUNCTION outbound.drop_log_partition(p_before timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = outbound, pg_temp SET lock_timeout = '200ms' AS $$
DECLARE
    part text;
BEGIN
    SELECT c.relname INTO part FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'outbound.job_logs'::regclass
       AND CASE WHEN c.relname ~ '^job_logs_\d{4}_\d{2}$'
           THEN (to_date(substr(c.relname, 10), 'YYYY_MM')::timestamp + interval '1 month') AT TIME ZONE 'UTC' <= p_before ELSE false END
     ORDER BY c.relname LIMIT 1;
    IF part IS NULL THEN RETURN 0; END IF;
    EXECUTE format('DROP TABLE outbound.%I', part);
    RETURN 1;
EXCEPTION WHEN lock_not_available THEN
    RETURN NULL;
END $$;

REVOKE EXECUTE ON FUNCTION outbound.first_id_at(timestamptz), outbound.cleanup_ended(uuid[], timestamptz), outbound.cleanup_jobs(uuid[], timestamptz, uuid, int, uuid),
    outbound.cleanup_files(uuid[], text[], timestamptz, timestamptz, uuid, uuid), outbound.cleanup_answers(uuid[], uuid, timestamptz),
    outbound.cleanup_step(text, uuid, timestamptz, timestamptz, uuid, int), outbound.drop_log_partition(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outbound.cleanup_step(text, uuid, timestamptz, timestamptz, uuid, int), outbound.drop_log_partition(timestamptz) TO outbound_system;
