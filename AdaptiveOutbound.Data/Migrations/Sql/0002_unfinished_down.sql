GRANT UPDATE, DELETE ON outbound.job_logs TO outbound_app;
GRANT DELETE ON outbound.usage_daily TO outbound_app;

CREATE OR REPLACE FUNCTION outbound.close_job(p_job uuid) RETURNS void LANGUAGE sql AS $$
    WITH j AS (
        UPDATE outbound.jobs
           SET status = CASE WHEN status = 'cancelled' THEN status ELSE outbound.closed_status(processed, failed, dead_letters) END,
               started_at = coalesce(started_at, now()), completed_at = now(), next_retry_at = NULL
         WHERE id = p_job AND completed_at IS NULL
        RETURNING id, workspace_id, status)
    INSERT INTO outbound.job_logs (workspace_id, job_id, level, event, message)
    SELECT workspace_id, id, CASE status WHEN 'completed' THEN 'info' ELSE 'error' END, status, 'Job ended: ' || status FROM j
$$;
DROP FUNCTION outbound.closed_status(int, int, int, int);
