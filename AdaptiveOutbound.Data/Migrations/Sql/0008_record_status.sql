-- Where nearly all records are of one kind, a list of the others would read all to find them.
CREATE INDEX accounts_enriched ON outbound.accounts (workspace_id, id) WHERE enriched_at IS NOT NULL;
CREATE INDEX accounts_not_enriched ON outbound.accounts (workspace_id, id) WHERE enriched_at IS NULL;
CREATE INDEX contacts_enriched ON outbound.contacts (workspace_id, id) WHERE enriched_at IS NOT NULL;
CREATE INDEX contacts_not_enriched ON outbound.contacts (workspace_id, id) WHERE enriched_at IS NULL;
