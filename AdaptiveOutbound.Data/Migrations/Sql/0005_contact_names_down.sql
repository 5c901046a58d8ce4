DROP INDEX outbound.contacts_by_name_key, outbound.contacts_full_name_prefix;
ALTER TABLE outbound.contacts DROP COLUMN sort_name;
ALTER TABLE outbound.contacts ADD COLUMN sort_name text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (coalesce(nullif(btrim(lower(left(coalesce(fields ->> 'first_name', '') || ' ' || coalesce(fields ->> 'last_name', ''), 200))), ''), email, linkedin_slug, '')) STORED;
CREATE INDEX contacts_full_name_prefix ON outbound.contacts (workspace_id, sort_name, id);
CREATE INDEX ix_contacts_workspace_id_name_key ON outbound.contacts (workspace_id, name_key) WHERE name_key IS NOT NULL;
