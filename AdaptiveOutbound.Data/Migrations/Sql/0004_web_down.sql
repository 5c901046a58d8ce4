DROP FUNCTION outbound.memberships_of(uuid), outbound.invitation_by_hash(bytea);
DROP INDEX outbound.accounts_name_prefix, outbound.contacts_full_name_prefix, outbound.contacts_last_name_prefix;
DROP FUNCTION outbound.remove_step(uuid, int), outbound.remove_items(uuid[], int);
DROP INDEX outbound.job_items_ended;
DROP TABLE outbound.removals;
