DROP FUNCTION outbound.drop_log_partition(timestamptz);
DROP FUNCTION outbound.cleanup_step(text, uuid, timestamptz, timestamptz, uuid, int);
DROP FUNCTION outbound.cleanup_answers(uuid[], uuid, timestamptz);
DROP FUNCTION outbound.cleanup_files(uuid[], text[], timestamptz, timestamptz, uuid, uuid);
DROP FUNCTION outbound.cleanup_jobs(uuid[], timestamptz, uuid, int, uuid);
DROP FUNCTION outbound.cleanup_ended(uuid[], timestamptz);
DROP FUNCTION outbound.first_id_at(timestamptz);
