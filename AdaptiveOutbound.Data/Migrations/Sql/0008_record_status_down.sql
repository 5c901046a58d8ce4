DROP INDEX outbound.accounts_enriched, outbound.accounts_not_enriched, outbound.contacts_enriched, outbound.contacts_not_enriched;
