DROP FUNCTION outbound.end_at_limit(uuid, int);
REVOKE SELECT (schedule_id) ON outbound.jobs FROM outbound_system;
