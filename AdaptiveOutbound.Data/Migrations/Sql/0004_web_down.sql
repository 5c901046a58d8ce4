DROP TRIGGER announce_rest ON outbound.lanes;
DROP TRIGGER announce_deleted ON outbound.jobs;
DROP TRIGGER announce_updated ON outbound.jobs;
DROP TRIGGER announce_inserted ON outbound.jobs;
DROP FUNCTION outbound.announce_lane(), outbound.announce_jobs();
DROP FUNCTION outbound.memberships_of(uuid), outbound.invitation_by_hash(bytea);
DROP INDEX outbound.accounts_name_prefix, outbound.contacts_full_name_prefix, outbound.contacts_last_name_prefix;
