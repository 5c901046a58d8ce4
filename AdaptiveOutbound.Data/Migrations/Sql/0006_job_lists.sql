-- Lists of jobs by what is rare among them lead to it, however many others the workspace has. Jobs of single records do not pay for it.
CREATE INDEX jobs_of_other_types ON outbound.jobs (workspace_id, type, id) WHERE type NOT IN ('enrich_accounts', 'enrich_contacts', 'noop');
CREATE INDEX jobs_ended_otherwise ON outbound.jobs (workspace_id, status, id) WHERE status IN ('failed', 'dead_letter', 'cancelled');
