DROP INDEX outbound.jobs_of_other_types, outbound.jobs_ended_otherwise;
