"""Facts as the declarations have them: models, roles, functions, and the few things of the libraries we stand on."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import MetaData, Table

from commonground.platform.database.catalogue.facts import Fact
from commonground.platform.database.functions import FUNCTIONS, TRIGGERS
from commonground.platform.database.isolation import (
    BROKER,
    BROKER_GRANTS,
    BROKER_TABLES,
    BROKER_USERS,
    SCHEMA_USERS,
    grants_of,
    uncounted,
)
from commonground.platform.database.policy import Grant
from commonground.platform.database.roles import DEFINER, LOGINS, OWNER, OWNERS

# Alembic's own table: one line, the version; nobody but the owner reads it.
ALEMBIC = "system.alembic_version"
_OWNED = f"owner {OWNER}"


def declared_facts(metadata: MetaData) -> Iterator[Fact]:
    """Everything that ought to be there, but for policies and functions (`rehearsal.py`)."""
    yield from _schemas()
    for table in metadata.sorted_tables:
        yield from _table(table)
    yield from _functions()
    yield from _roles()
    yield from _database()
    yield from _libraries()


def _schemas() -> Iterator[Fact]:
    yield Fact("schema", "public")
    for schema, users in {**SCHEMA_USERS, BROKER: BROKER_USERS}.items():
        yield Fact("schema", schema, _OWNED)
        for role in users:
            yield Fact("grant", f"schema {schema} to {role}", "USAGE")


def _table(table: Table) -> Iterator[Fact]:
    yield Fact("table", table.fullname, f"{_OWNED}, row security, forced")
    for column in table.c:
        yield Fact("column", f"{table.fullname}.{column.name}")
    for name in uncounted(table):
        yield Fact("statistics", f"{table.fullname}.{name}", "none")
    for grant in grants_of(table):
        yield from _grant(grant)


def _grant(grant: Grant) -> Iterator[Fact]:
    if grant.verbs:
        yield Fact("grant", f"table {grant.table} to {grant.role}", ", ".join(sorted(grant.verbs)))
    for name in grant.columns:
        yield Fact("grant", f"column {grant.table}.{name} to {grant.role}", "UPDATE")


def _functions() -> Iterator[Fact]:
    for function in FUNCTIONS:
        for role in function.callers:
            yield Fact("grant", f"function {function.signature} to {role}", "EXECUTE")
    for trigger in TRIGGERS:
        yield Fact("trigger", f"{trigger.table}.{trigger.name}", f"O {trigger.definition}")


def _roles() -> Iterator[Fact]:
    for role in LOGINS:
        yield Fact("role", role, "login")
    for role in OWNERS:
        yield Fact("role", role, "inherit")
    yield Fact("membership", f"{OWNER} in {DEFINER}")


def _database() -> Iterator[Fact]:
    yield Fact("grant", f"database to {OWNER}", "CREATE")
    for role in LOGINS:
        yield Fact("grant", f"database to {role}", "CONNECT")
    yield Fact("extension", "plpgsql")
    for language in ("internal", "c", "sql", "plpgsql"):
        yield Fact("language", language)


def _libraries() -> Iterator[Fact]:
    yield Fact("table", ALEMBIC, _OWNED)
    yield Fact("column", f"{ALEMBIC}.version_num")
    yield Fact("sequence", f"{BROKER}.queue_position_seq", _OWNED)
    yield Fact("type", f"{BROKER}.state", "e")
    for name in BROKER_TABLES:
        yield Fact("table", f"{BROKER}.{name}", _OWNED)
    for grant in BROKER_GRANTS:
        yield from _grant(grant)
