#!/bin/sh
# Run once by the database's container, when its volume is new: the group roles, one login each, and the database.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  -v owner="$(cat /run/secrets/owner_password)" -v app="$(cat /run/secrets/app_password)" -v system="$(cat /run/secrets/system_password)" << 'SQL'
create role outbound_owner nologin;
create role outbound_app nologin;
create role outbound_system nologin;
create role outbound_owner_login login password :'owner' in role outbound_owner;
alter role outbound_owner_login set role = 'outbound_owner';
create role outbound_app_login login password :'app' in role outbound_app;
create role outbound_system_login login password :'system' in role outbound_system;
create database outbound owner outbound_owner;
revoke all on database outbound from public;
grant connect, temporary on database outbound to outbound_app, outbound_system;
SQL
