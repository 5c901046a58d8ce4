-- What EF Core has no word for: partitions and storage.
CREATE TABLE outbound.job_logs (
    id bigint GENERATED ALWAYS AS IDENTITY,
    workspace_id uuid NOT NULL,
    job_id uuid NOT NULL,
    level text NOT NULL,
    event text NOT NULL,
    message text NOT NULL DEFAULT '',
    metadata jsonb,
    created_at timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (created_at);
CREATE INDEX job_logs_job ON outbound.job_logs (job_id, id);

-- A row outside every month still lands somewhere.
CREATE TABLE outbound.job_logs_default PARTITION OF outbound.job_logs DEFAULT;

ALTER TABLE outbound.file_parts ALTER COLUMN content SET STORAGE EXTERNAL;

-- Makes this month's and the next two months' partitions. The worker calls it daily; it may be called at any time.
CREATE FUNCTION outbound.ensure_log_partitions() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = outbound, pg_temp AS $$
DECLARE
    month date;
    part text;
BEGIN
    PERFORM pg_advisory_xact_lock(78, 1);
    FOR i IN 0..2 LOOP
        month := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => i))::date;
        part := 'job_logs_' || to_char(month, 'YYYY_MM');
        IF to_regclass('outbound.' || part) IS NULL
           AND NOT EXISTS (SELECT FROM outbound.job_logs_default
                           WHERE created_at >= month AND created_at < month + interval '1 month') THEN
            EXECUTE format('CREATE TABLE outbound.%I PARTITION OF outbound.job_logs FOR VALUES FROM (%L) TO (%L)',
                part, month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month')::timestamp AT TIME ZONE 'UTC');
        END IF;
    END LOOP;
END $$;
SELECT outbound.ensure_log_partitions();
