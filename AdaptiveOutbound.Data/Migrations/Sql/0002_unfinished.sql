-- A job whose work died before all of its records were reached has not completed, however many were.
CREATE FUNCTION outbound.closed_status(p_processed int, p_failed int, p_dead int, p_total int) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_dead > 0 AND p_processed < p_total THEN 'dead_letter'
                WHEN p_failed > 0 AND p_processed < p_total THEN 'failed'
                ELSE outbound.closed_status(p_processed, p_failed, p_dead) END
$$;
REVOKE EXECUTE ON FUNCTION outbound.closed_status(int, int, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outbound.closed_status(int, int, int, int) TO outbound_app;

-- The app only adds to the log of jobs and to the figures of use.
REVOKE UPDATE, DELETE ON outbound.job_logs FROM outbound_app;
REVOKE DELETE ON outbound.usage_daily FROM outbound_app;

CREATE OR REPLACE FUNCTION outbound.close_job(p_job uuid) RETURNS void LANGUAGE sql AS $$
    WITH j AS (
        UPDATE outbound.jobs
           SET status = CASE WHEN status = 'cancelled' THEN status ELSE outbound.closed_status(processed, failed, dead_letters, total) END,
               started_at = coalesce(started_at, now()), completed_at = now(), next_retry_at = NULL
         WHERE id = p_job AND completed_at IS NULL
        RETURNING id, workspace_id, status)
    INSERT INTO outbound.job_logs (workspace_id, job_id, level, event, message)
    SELECT workspace_id, id, CASE status WHEN 'completed' THEN 'info' ELSE 'error' END, status, 'Job ended: ' || status FROM j
$$;
