DROP TRIGGER announce_rest ON outbound.lanes;
DROP TRIGGER announce_deleted ON outbound.jobs;
DROP TRIGGER announce_updated ON outbound.jobs;
DROP TRIGGER announce_inserted ON outbound.jobs;
DROP FUNCTION outbound.announce_lane(), outbound.announce_jobs();
DROP FUNCTION outbound.memberships_of(uuid), outbound.invitation_by_hash(bytea);
DROP INDEX outbound.accounts_no_domain, outbound.contacts_no_email;
ALTER TABLE outbound.accounts DROP COLUMN sort_name;
ALTER TABLE outbound.contacts DROP COLUMN sort_name, DROP COLUMN sort_last_name;
