"""`commonground check database` finds nothing in a database of ours, and every kind of thing that somebody could add to
one, take from it or change in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from commonground.infra.migrations.metadata import all_tables
from commonground.infra.migrations.run import upgrade
from commonground.platform.database.addresses import sync_url
from commonground.platform.database.catalogue import Finding, findings
from commonground.platform.database.functions import FUNCTIONS
from commonground.platform.database.isolation import policies_of
from commonground.platform.database.roles import LOGINS
from plants import PLANTS
from postgres import Database


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """In a transaction that is rolled back: nobody else sees what is planted, not even a role's attribute."""
    engine = create_engine(sync_url(database.owner_url), poolclass=NullPool)
    with engine.connect() as opened:
        yield opened
        opened.rollback()


def found(connection: Connection) -> list[Finding]:
    return findings(connection, all_tables())


def test_a_database_of_ours_is_as_declared(connection: Connection) -> None:
    assert found(connection) == []


def test_looking_leaves_nothing_behind(connection: Connection) -> None:
    found(connection)
    assert connection.exec_driver_sql("select count(*) from pg_namespace where nspname ~ 'rehearsal'").scalar() == 0
    assert connection.exec_driver_sql("select current_user = session_user").scalar()


@pytest.mark.parametrize("name", PLANTS, ids=str)
def test_what_is_planted_is_found(connection: Connection, database: Database, name: str) -> None:
    planted = PLANTS[name]
    for statement in planted.sql:
        connection.exec_driver_sql(statement.format(database=f'"{database.name}"'))
    matching = [f for f in found(connection) if f.kind == planted.kind and planted.name in f.name]
    assert matching, "it is not found"


def test_every_policy_is_missed(connection: Connection) -> None:
    policies = [policy for table in all_tables().sorted_tables for policy in policies_of(table)]
    for policy in policies:
        connection.exec_driver_sql(f"drop policy {policy.name} on {policy.table}")
    missed = {f.name for f in found(connection) if f.kind == "policy" and "missing" in f.problem}
    assert missed == {f"{policy.table}.{policy.name}" for policy in policies}
    assert len(missed) > 100


def test_every_functions_rights_are_compared(connection: Connection) -> None:
    wrong = {f: next(role for role in LOGINS if role not in f.callers) for f in FUNCTIONS}
    for function, role in wrong.items():
        connection.exec_driver_sql(f"revoke all on function {function.signature} from {', '.join(LOGINS)}")
        connection.exec_driver_sql(f"grant execute on function {function.signature} to {role}")
    named = {f.name for f in found(connection) if f.kind == "grant"}
    assert {f"function {function.signature} to {role}" for function, role in wrong.items()} <= named
    assert {f"function {f.signature} to {role}" for f in FUNCTIONS for role in f.callers} <= named


def test_migrating_again_mends_what_is_generated(own_database: Database) -> None:
    engine = create_engine(sync_url(own_database.owner_url), poolclass=NullPool)
    broken = (
        "drop policy council on tenants.contexts",
        "create policy careless on tenants.contexts using (true)",
        "alter table tenants.contexts no force row level security",
        "grant all on tenants.reports to cg_app, public",
        "grant select (body) on tenants.report_messages to cg_app",
        "grant execute on function identity.sign_in(text, text, text, text, text[], text, text) to public, cg_app",
        "create function identity.open_session(text) returns void language sql security definer as ''",
        "create or replace function identity.account() returns uuid language sql as 'select null::uuid'",
        "drop function identity.my_sessions()",
        "create function identity.my_sessions() returns int language sql as 'select 1'",
        "alter function identity.open_session(text) owner to cg_definer",
        "alter function identity.my_sessions() owner to cg_definer",
    )
    with engine.begin() as breaking:
        for statement in broken:
            breaking.exec_driver_sql(statement)
    with engine.connect() as looking:
        assert len(found(looking)) >= 8
    upgrade(own_database.owner_url)
    with engine.connect() as looking:
        assert found(looking) == []
    engine.dispose()
