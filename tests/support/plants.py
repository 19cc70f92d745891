"""What somebody could add to a database of ours, take from it or change in it; each must be found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plant:
    """What is done to the database, and under which kind and name it must be found."""

    kind: str
    name: str
    sql: tuple[str, ...]


def plant(kind: str, name: str, *sql: str) -> Plant:
    return Plant(kind, name, sql)


PLANTS: dict[str, Plant] = {
    # something nobody declared
    "table": plant("table", "tenants.extra", "create table tenants.extra (id uuid)"),
    "table elsewhere": plant("table", "public.extra", "create table public.extra (id uuid)"),
    "unlogged table": plant("table", "council.extra", "create unlogged table council.extra ()"),
    "column": plant("column", "tenants.contexts.note", "alter table tenants.contexts add note text"),
    "view": plant("view", "tenants.seen", "create view tenants.seen as select 1"),
    "materialised view": plant(
        "materialised view", "tenants.seen", "create materialized view tenants.seen as select 1"
    ),
    "partitioned table": plant(
        "partitioned table", "tenants.parts", "create table tenants.parts (a int) partition by list (a)"
    ),
    "partition": plant(
        "partition or child",
        "tenants.part",
        "create table tenants.parts (a int) partition by list (a)",
        "create table tenants.part partition of tenants.parts default",
    ),
    "child": plant("partition or child", "tenants.child", "create table tenants.child () inherits (tenants.contexts)"),
    "sequence": plant("sequence", "council.counter", "create sequence council.counter"),
    "serial": plant("sequence", "tenants.contexts_n_seq", "alter table tenants.contexts add n serial"),
    "schema": plant("schema", "other", "create schema other"),
    "type": plant("type", "tenants.mood", "create type tenants.mood as enum ('a')"),
    "domain": plant("type", "tenants.words", "create domain tenants.words as text"),
    "function": plant("function", "tenants.f()", "create function tenants.f() returns int language sql as 'select 1'"),
    "definer function": plant(
        "function",
        "identity.open_session(text)",
        "create function identity.open_session(text) returns void language sql security definer as ''",
    ),
    "procedure": plant("function", "identity.p()", "create procedure identity.p() language sql as ''"),
    "aggregate": plant(
        "function", "tenants.agg(integer)", "create aggregate tenants.agg(int) (sfunc = int4pl, stype = int)"
    ),
    "trigger": plant(
        "trigger",
        "tenants.contexts.spy",
        "create trigger spy after insert on tenants.contexts execute function identity.wake_relay()",
    ),
    "disabled trigger": plant(
        "trigger", "system.outbox.wake_relay", "alter table system.outbox disable trigger wake_relay"
    ),
    "disabled key": plant("trigger", "tenants.reports.RI_", "alter table tenants.reports disable trigger all"),
    "rule": plant("rule", "tenants.contexts.spy", "create rule spy as on insert to tenants.contexts do also select 1"),
    "event trigger": plant(
        "event trigger",
        "spy",
        "create function public.e() returns event_trigger language plpgsql as 'begin end'",
        "create event trigger spy on ddl_command_end execute function public.e()",
    ),
    "operator": plant(
        "operator", "===", "create operator public.=== (leftarg = uuid, rightarg = uuid, function = uuid_eq)"
    ),
    "cast": plant("cast", "uuid to bytea", "create cast (uuid as bytea) with inout"),
    "extension": plant("extension", "btree_gin", "create extension btree_gin schema public"),
    "language": plant("language", "other", "create language other handler plpgsql_call_handler"),
    "publication": plant("publication", "spy", "create publication spy for all tables"),
    "foreign wrapper": plant("foreign data wrapper", "wide", "create foreign data wrapper wide"),
    "foreign server": plant(
        "foreign server", "far", "create foreign data wrapper wide", "create server far foreign data wrapper wide"
    ),
    "foreign table": plant(
        "foreign table",
        "tenants.away",
        "create foreign data wrapper wide",
        "create server far foreign data wrapper wide",
        "create foreign table tenants.away (id uuid) server far",
    ),
    "large object": plant("large object", "4711", "select lo_create(4711)"),
    "statistics": plant(
        "statistics object", "tenants.s", "create statistics tenants.s on name, kind from tenants.contexts"
    ),
    "conversion": plant(
        "conversion", "tenants.c", "create conversion tenants.c for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8"
    ),
    "policy": plant("policy", "tenants.contexts.open_door", "create policy open_door on tenants.contexts using (true)"),
    # a right that nobody gave
    "grant": plant("grant", "table tenants.contexts to cg_app", "grant delete on tenants.contexts to cg_app"),
    "truncate": plant("grant", "table council.drafts to cg_app", "grant truncate on council.drafts to cg_app"),
    "references": plant(
        "grant", "table council.teams to cg_app", "grant references, trigger on council.teams to cg_app"
    ),
    "grant to another": plant(
        "grant", "table tenants.reports to cg_login", "grant select on tenants.reports to cg_login"
    ),
    "grant to everybody": plant(
        "grant", "table tenants.reports to PUBLIC", "grant select on tenants.reports to public"
    ),
    "grant of a column": plant(
        "grant",
        "column tenants.reports.code_hash to cg_relay",
        "grant select (code_hash) on tenants.reports to cg_relay",
    ),
    "grant of a grant": plant(
        "grant", "table tenants.contexts to cg_app", "grant select on tenants.contexts to cg_app with grant option"
    ),
    "schema opened": plant("grant", "schema tenants to cg_login", "grant usage on schema tenants to cg_login"),
    "schema to build in": plant("grant", "schema tenants to cg_app", "grant create on schema tenants to cg_app"),
    "public schema": plant("grant", "schema public to PUBLIC", "grant usage on schema public to public"),
    "function for everybody": plant(
        "grant", "function identity.account() to PUBLIC", "grant execute on function identity.account() to public"
    ),
    "minting": plant(
        "grant",
        "function identity.sign_in(text, text, text, text, text[], text, text) to cg_app",
        "grant execute on function identity.sign_in(text, text, text, text, text[], text, text) to cg_app",
    ),
    "sequence opened": plant(
        "grant",
        "sequence broker.queue_position_seq to cg_app",
        "grant usage on sequence broker.queue_position_seq to cg_app",
    ),
    "temporary tables": plant("grant", "database to cg_app", "grant temporary on database {database} to cg_app"),
    "system table": plant("grant", "system pg_authid to cg_app", "grant select on pg_authid to cg_app"),
    "system function": plant(
        "grant", "system pg_read_file(text)", "grant execute on function pg_read_file(text) to cg_app"
    ),
    "system function for everybody": plant(
        "grant",
        "system pg_terminate_backend(integer,bigint) to PUBLIC",
        "grant execute on function pg_terminate_backend(integer, bigint) to public",
    ),
    "large objects": plant("grant", "system lo_create(oid) to PUBLIC", "grant execute on function lo_create to public"),
    "server parameter": plant(
        "grant", "server parameter log_statement", "grant set on parameter log_statement to cg_app"
    ),
    "default privileges": plant(
        "default privilege", "postgres r", "alter default privileges grant select on tables to cg_app"
    ),
    # a role that may more, or is set otherwise
    "superuser": plant("role", "cg_app", "alter role cg_app superuser"),
    "bypassrls": plant("role", "cg_worker", "alter role cg_worker bypassrls"),
    "login of an owner": plant("role", "cg_owner", "alter role cg_owner login"),
    "createrole": plant("role", "cg_login", "alter role cg_login createrole"),
    "replication": plant("role", "cg_relay", "alter role cg_relay replication"),
    "inherit": plant("role", "cg_app", "alter role cg_app inherit"),
    "membership": plant("membership", "cg_app in cg_owner", "grant cg_owner to cg_app"),
    "membership upwards": plant("membership", "cg_app in pg_read_all_data", "grant pg_read_all_data to cg_app"),
    "role's setting": plant("setting", "of cg_app", "alter role cg_app set row_security = off"),
    "database's setting": plant(
        "setting", "of everybody in this database", "alter database {database} set search_path = public"
    ),
    # something taken away or changed
    "table renamed": plant("table", "tenants.contexts", "alter table tenants.contexts rename to gone"),
    "column gone": plant("column", "tenants.contexts.venue", "alter table tenants.contexts drop column venue"),
    "not forced": plant("table", "tenants.reports", "alter table tenants.reports no force row level security"),
    "no row security": plant("table", "council.staff", "alter table council.staff disable row level security"),
    "owner of a table": plant("table", "tenants.reports", "alter table tenants.reports owner to cg_app"),
    "owner of a schema": plant("schema", "tenants", "alter schema tenants owner to cg_app"),
    "owner of a function": plant(
        "function", "identity.account()", "alter function identity.account() owner to postgres"
    ),
    "column widened": plant(
        "grant",
        "column system.outbox.tenant_id to cg_relay",
        "grant update (tenant_id) on system.outbox to cg_relay",
    ),
    "column gone from a grant": plant(
        "grant",
        "column system.outbox.sent_at to cg_relay",
        "revoke update (sent_at) on system.outbox from cg_relay",
    ),
    "grant gone": plant("grant", "table tenants.contexts to cg_app", "revoke select on tenants.contexts from cg_app"),
    "policy dropped": plant("policy", "tenants.contexts.council", "drop policy council on tenants.contexts"),
    "policy altered": plant("policy", "council.staff.council", "alter policy council on council.staff using (true)"),
    "policy's check": plant(
        "policy", "tenants.contexts.staff_insert", "alter policy staff_insert on tenants.contexts with check (true)"
    ),
    "policy's roles": plant("policy", "council.staff.council", "alter policy council on council.staff to cg_app"),
    "policy permissive": plant(
        "policy",
        "council.staff.council",
        "drop policy council on council.staff",
        "create policy council on council.staff to cg_app, cg_worker using (tenant_id = (select identity.council()))",
    ),
    "function's search path": plant(
        "function", "identity.account()", "alter function identity.account() reset search_path"
    ),
    "function's path widened": plant(
        "function", "identity.account()", "alter function identity.account() set search_path = public, pg_catalog"
    ),
    "function leakproof": plant("function", "identity.council()", "alter function identity.council() leakproof"),
    "function parallel": plant("function", "identity.council()", "alter function identity.council() parallel safe"),
    "function invoker": plant("function", "identity.council()", "alter function identity.council() security invoker"),
    "function's body": plant(
        "function",
        "identity.account()",
        "create or replace function identity.account() returns uuid language plpgsql as 'begin return null; end'",
    ),
    "function gone": plant("function", "identity.finish_job()", "drop function identity.finish_job()"),
    "trigger gone": plant("trigger", "system.outbox.wake_relay", "drop trigger wake_relay on system.outbox"),
    "statistics of words": plant(
        "statistics", "tenants.reports.what_said", "alter table tenants.reports alter what_said set statistics 100"
    ),
    "security barrier": plant(
        "view", "tenants.seen", "create view tenants.seen as select 1", "alter view tenants.seen set (security_barrier)"
    ),
    # keys that reach over councils
    "plain unique key": plant(
        "unique key", "tenants.plain", "alter table tenants.contexts add constraint plain unique (reference)"
    ),
    "unique index": plant("unique key", "council.plain", "create unique index plain on council.staff (display_name)"),
    "unique expression": plant(
        "unique key", "council.plain", "create unique index plain on council.teams (lower(name))"
    ),
    "one-column foreign key": plant(
        "foreign key",
        "tenants.contexts.f",
        "alter table council.teams add constraint plain unique (id)",
        "alter table tenants.contexts add constraint f foreign key (team_id) references council.teams (id)",
    ),
    "crossed foreign key": plant(
        "foreign key",
        "tenants.contexts.contexts_tenant_id_team_id_fkey",
        "alter table council.teams add constraint turned unique (id, tenant_id)",
        "alter table tenants.contexts add foreign key (tenant_id, team_id) references council.teams (id, tenant_id)",
    ),
    "key from outside": plant(
        "foreign key",
        "system.outbox.f",
        "alter table system.outbox add constraint f foreign key (tenant_id, subject_id) references tenants.contexts",
    ),
    "key into identity": plant(
        "foreign key",
        "council.staff.f",
        "alter table council.staff add constraint f foreign key (id) references identity.accounts",
    ),
    "key not validated": plant(
        "constraint", "council.teams.c", "alter table council.teams add constraint c check (name <> '') not valid"
    ),
}
