-- What was done to the installation is added and never changed. It holds nothing of a tenant.
GRANT SELECT ON outbound.deployment_events TO outbound_app;
GRANT SELECT, INSERT ON outbound.deployment_events TO outbound_system;
