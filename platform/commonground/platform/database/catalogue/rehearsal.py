"""What PostgreSQL makes of the generated policies and functions, tried on a scratch schema that is rolled back.

An expression reads otherwise in the catalogue than in the SQL that made it, and differently from version to version;
so the declared ones are made beside the live ones, and both are read in the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Table, text

from commonground.platform.database.catalogue.facts import Fact
from commonground.platform.database.catalogue.live import facts
from commonground.platform.database.functions import FUNCTIONS, function_sources
from commonground.platform.database.isolation import policies_of
from commonground.platform.database.roles import DEFINER, OWNER

SCRATCH = "rehearsal"
_FUNCTION = re.compile(r"create or replace function (?P<schema>\w+)\.(?P<rest>\w+\(.*?\$\$.*?\$\$\s*;)", re.DOTALL)


def rehearse(connection: Connection, tables: Sequence[Table]) -> list[Fact]:
    """Facts of every policy and function as declared. Tables that are not there yet are left out."""
    connection.exec_driver_sql("SAVEPOINT rehearsal")
    try:
        connection.exec_driver_sql(f"SET LOCAL ROLE {OWNER}")
        connection.exec_driver_sql("SET LOCAL check_function_bodies = off")
        return [*_policies(connection, tables), *_functions(connection)]
    finally:
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT rehearsal")


def _policies(connection: Connection, tables: Sequence[Table]) -> Iterator[Fact]:
    there = [
        t for t in tables if connection.scalar(text("select to_regclass(:name)"), {"name": t.fullname}) is not None
    ]
    steps = [f"CREATE SCHEMA {SCRATCH}"]
    for table in there:
        scratch = f"{SCRATCH}.{table.schema}__{table.name}"
        steps.append(f"CREATE TABLE {scratch} (LIKE {table.fullname})")
        steps += [policy.sql.replace(f" ON {table.fullname} ", f" ON {scratch} ", 1) for policy in policies_of(table)]
    _run(connection, steps)
    for fact in facts(connection, "policies", schemas=SCRATCH):
        name = fact.name.removeprefix(f"{SCRATCH}.").replace("__", ".", 1)
        yield Fact(fact.kind, name, fact.says)


def _functions(connection: Connection) -> Iterator[Fact]:
    """A schema of its own for each of theirs, so that no two names meet."""
    sources = [found for source in function_sources() for found in _FUNCTION.finditer(source)]
    schemas = {found["schema"] for found in sources}
    steps = [f"CREATE SCHEMA {SCRATCH}_{schema}" for schema in schemas]
    steps += [f"create function {SCRATCH}_{found['schema']}.{found['rest']}" for found in sources]
    _run(connection, steps)
    declared = {function.signature for function in FUNCTIONS}
    for schema in schemas:
        for fact in facts(connection, "functions", schemas=f"{SCRATCH}_{schema}"):
            name = fact.name.removeprefix(f"{SCRATCH}_")
            if name in declared:  # a source without a declaration is nobody's
                yield Fact(fact.kind, name, fact.says.replace(f"owner {OWNER}", f"owner {DEFINER}", 1))


def _run(connection: Connection, steps: Sequence[str]) -> None:
    connection.exec_driver_sql(";\n".join(step.rstrip("; \n") for step in steps).replace("%", "%%"))
