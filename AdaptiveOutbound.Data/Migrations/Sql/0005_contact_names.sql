-- One index of names instead of two: contacts are sorted, searched and recognised by "first last domain". An index whose entries come
-- in no order is what an import of a million contacts costs most. As before the first characters count only: an entry has its limit.
DROP INDEX outbound.contacts_full_name_prefix, outbound.ix_contacts_workspace_id_name_key;
ALTER TABLE outbound.contacts DROP COLUMN sort_name;
ALTER TABLE outbound.contacts ADD COLUMN sort_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (coalesce(
    lower(left(nullif(btrim(coalesce(fields ->> 'first_name', '') || ' ' || coalesce(fields ->> 'last_name', '')), '') || coalesce(' ' || (fields ->> 'domain'), ''), 400)),
    email, linkedin_slug, '')) STORED;
CREATE INDEX contacts_full_name_prefix ON outbound.contacts (workspace_id, sort_name, id);
-- By its name key alone a contact is looked for where the order by name does not lead to it (a newer line named it otherwise than a
-- person did, or it is too long), and where only contacts without an e-mail can be meant. Few are in here.
CREATE INDEX contacts_by_name_key ON outbound.contacts (workspace_id, name_key)
    WHERE name_key IS NOT NULL AND (email IS NULL OR replace(name_key, '|', ' ') COLLATE "C" <> sort_name);
